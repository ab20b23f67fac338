// TensorFlow.js on its own CPU backend, in 32 bits.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { workloads } from '../workloads.mjs';

await tf.setBackend('cpu');

export function open({ id, params }, x, out) {
  const workload = workloads.find((each) => each.id === id && each.params.every((p, i) => p === params[i]));
  const f = functions[id]?.(...params);
  if (!f || !workload) return undefined;
  const parts = [...workload.by, ...workload.data];
  return {
    gradient() {
      return tf.tidy(() => {
        let at = 0;
        const tensors = parts.map(({ sizes, values }) => {
          const part = tf.tensor(new Float32Array(x.subarray(at, at + values.length)), sizes);
          at += values.length;
          return part;
        });
        const data = tensors.slice(workload.by.length);
        const { value, grads } = tf.valueAndGrads((...by) => f(...by, ...data))(tensors.slice(0, workload.by.length));
        let to = 0;
        for (const grad of grads) {
          out.set(grad.dataSync(), to);
          to += grad.size;
        }
        return value.dataSync()[0];
      });
    },
  };
}

const functions = {
  W1: () => (x) => {
    const a = x.square();
    const c = a.add(a.exp());
    return c.sqrt().add(c.cos());
  },
  W2: (n) => (x) => {
    const [before, after] = [x.slice(0, n - 1), x.slice(1, n - 1)];
    return after.sub(before.square()).square().mul(100).add(tf.scalar(1).sub(before).square()).sum();
  },
  W3: (K) =>
    K > 1000
      ? undefined
      : (x) => {
          let y = x;
          for (let i = 0; i < K; i++) y = y.sin().mul(x).add(y.div(2));
          return y;
        },
  W4:
    (n, layers) =>
    (...all) => {
      let h = all[2 * layers].reshape([n, 1]);
      for (let l = 0; l < layers; l++) {
        h = all[2 * l].matMul(h).add(all[2 * l + 1].reshape([n, 1]));
        if (l < layers - 1) h = h.tanh();
      }
      return h
        .sub(all[2 * layers + 1].reshape([n, 1]))
        .square()
        .sum();
    },
  W5: (d, _k, N) => {
    const below = tf.keep(
      tf.tensor(
        Array.from({ length: d * d }, (_, i) => +(i % d < Math.floor(i / d))),
        [d, d],
      ),
    );
    return (alphas, means, q, L, X) => {
      const low = L.mul(below);
      const D = X.reshape([N, 1, d]).sub(means);
      const product = low.matMul(D.transpose([1, 2, 0])).transpose([2, 0, 1]);
      const Y = q.exp().mul(D).add(product);
      const inner = alphas.add(q.sum(1)).sub(Y.square().sum(2).mul(0.5));
      const prior = q.exp().square().sum().add(low.square().sum()).mul(0.5);
      return inner.logSumExp(1).sum().sub(alphas.logSumExp().mul(N)).add(prior);
    };
  },
};
