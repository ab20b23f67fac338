// Value and gradient as one would write them by hand in JavaScript.

export function open({ id, params }, x, out) {
  switch (id) {
    case 'W1':
      return worked(x, out);
    case 'W2':
      return rosenbrock(params[0], x, out);
    case 'W3':
      return repeated(params[0], x, out);
    case 'W4':
      return network(params[0], params[1], x, out);
    case 'W5':
      return mixture(params[0], params[1], params[2], x, out);
    default:
      return undefined;
  }
}

function worked(x, out) {
  return {
    value() {
      const a = x[0] * x[0];
      const c = a + Math.exp(a);
      return Math.sqrt(c) + Math.cos(c);
    },
    gradient() {
      const a = x[0] * x[0];
      const b = Math.exp(a);
      const c = a + b;
      const d = Math.sqrt(c);
      out[0] = (0.5 / d - Math.sin(c)) * (1 + b) * 2 * x[0];
      return d + Math.cos(c);
    },
  };
}

function rosenbrock(n, x, out) {
  return {
    value() {
      let sum = 0;
      for (let i = 0; i + 1 < n; i++) {
        const s = x[i + 1] - x[i] * x[i];
        const t = 1 - x[i];
        sum += 100 * s * s + t * t;
      }
      return sum;
    },
    gradient() {
      let sum = 0;
      let carried = 0;
      for (let i = 0; i + 1 < n; i++) {
        const s = x[i + 1] - x[i] * x[i];
        const t = 1 - x[i];
        sum += 100 * s * s + t * t;
        out[i] = carried - 400 * s * x[i] - 2 * t;
        carried = 200 * s;
      }
      out[n - 1] = carried;
      return sum;
    },
  };
}

function repeated(K, x, out) {
  const ys = new Float64Array(K);
  return {
    value() {
      let y = x[0];
      for (let i = 0; i < K; i++) y = Math.sin(y) * x[0] + y / 2;
      return y;
    },
    gradient() {
      let y = x[0];
      for (let i = 0; i < K; i++) {
        ys[i] = y;
        y = Math.sin(y) * x[0] + y / 2;
      }
      let adjoint = 1;
      let total = 0;
      for (let i = K - 1; i >= 0; i--) {
        total += adjoint * Math.sin(ys[i]);
        adjoint *= Math.cos(ys[i]) * x[0] + 0.5;
      }
      out[0] = total + adjoint;
      return y;
    },
  };
}

function network(n, layers, x, out) {
  const size = n * n + n;
  const data = layers * size;
  const hidden = Array.from({ length: layers + 1 }, () => new Float64Array(n));
  hidden[0].set(x.subarray(data, data + n));
  const y = x.slice(data + n, data + 2 * n);
  let delta = new Float64Array(n);
  let below = new Float64Array(n);
  function forward() {
    for (let l = 0; l < layers; l++) {
      const from = l * size;
      const [h, next] = [hidden[l], hidden[l + 1]];
      for (let i = 0; i < n; i++) {
        let sum = x[from + n * n + i];
        const row = from + i * n;
        for (let j = 0; j < n; j++) sum += x[row + j] * h[j];
        next[i] = l < layers - 1 ? Math.tanh(sum) : sum;
      }
    }
    let loss = 0;
    for (let i = 0; i < n; i++) loss += (hidden[layers][i] - y[i]) ** 2;
    return loss;
  }
  return {
    value: forward,
    gradient() {
      const loss = forward();
      for (let i = 0; i < n; i++) delta[i] = 2 * (hidden[layers][i] - y[i]);
      for (let l = layers - 1; l >= 0; l--) {
        const from = l * size;
        const h = hidden[l];
        below.fill(0);
        for (let i = 0; i < n; i++) {
          const d = delta[i];
          const row = from + i * n;
          out[from + n * n + i] = d;
          for (let j = 0; j < n; j++) out[row + j] = d * h[j];
          if (l > 0) for (let j = 0; j < n; j++) below[j] += d * x[row + j];
        }
        if (l > 0) for (let j = 0; j < n; j++) below[j] *= 1 - h[j] * h[j];
        [delta, below] = [below, delta];
      }
      return loss;
    },
  };
}

function mixture(d, k, N, x, out) {
  const means = k;
  const q = means + k * d;
  const L = q + k * d;
  const X = L + k * d * d;
  const scale = new Float64Array(k * d);
  const sums = new Float64Array(k);
  const inner = new Float64Array(k);
  const Y = new Float64Array(k * d);
  const D = new Float64Array(k * d);

  function prepare() {
    let prior = 0;
    for (let j = 0; j < k; j++) {
      let sum = 0;
      for (let i = 0; i < d; i++) {
        sum += x[q + j * d + i];
        const e = Math.exp(x[q + j * d + i]);
        scale[j * d + i] = e;
        prior += 0.5 * e * e;
        for (let c = 0; c < i; c++) prior += 0.5 * x[L + (j * d + i) * d + c] ** 2;
      }
      sums[j] = sum;
    }
    return prior;
  }
  function point(n) {
    let top = Number.NEGATIVE_INFINITY;
    for (let j = 0; j < k; j++) {
      let squares = 0;
      for (let i = 0; i < d; i++) {
        const own = x[X + n * d + i] - x[means + j * d + i];
        D[j * d + i] = own;
        let sum = scale[j * d + i] * own;
        const row = L + (j * d + i) * d;
        for (let c = 0; c < i; c++) sum += x[row + c] * D[j * d + c];
        Y[j * d + i] = sum;
        squares += sum * sum;
      }
      inner[j] = x[j] + sums[j] - 0.5 * squares;
      if (inner[j] > top) top = inner[j];
    }
    return top;
  }
  function logSum(from, top) {
    let total = 0;
    for (let j = 0; j < k; j++) total += Math.exp(from[j] - top);
    return total;
  }
  function largest() {
    let top = Number.NEGATIVE_INFINITY;
    for (let j = 0; j < k; j++) if (x[j] > top) top = x[j];
    return top;
  }
  return {
    value() {
      const prior = prepare();
      let result = 0;
      for (let n = 0; n < N; n++) {
        const top = point(n);
        result += top + Math.log(logSum(inner, top));
      }
      const top = largest();
      return result - N * (top + Math.log(logSum(x, top))) + prior;
    },
    gradient() {
      const prior = prepare();
      out.fill(0);
      let result = 0;
      for (let n = 0; n < N; n++) {
        const top = point(n);
        const total = logSum(inner, top);
        result += top + Math.log(total);
        for (let j = 0; j < k; j++) {
          const weight = Math.exp(inner[j] - top) / total;
          out[j] += weight;
          for (let i = 0; i < d; i++) {
            const at = j * d + i;
            const by = -weight * Y[at];
            out[q + at] += weight + by * scale[at] * D[at];
            out[means + at] -= by * scale[at];
            const row = L + at * d;
            for (let c = 0; c < i; c++) {
              out[row + c] += by * D[j * d + c];
              out[means + j * d + c] -= by * x[row + c];
            }
          }
        }
      }
      const top = largest();
      const total = logSum(x, top);
      for (let j = 0; j < k; j++) {
        out[j] -= (N * Math.exp(x[j] - top)) / total;
        for (let i = 0; i < d; i++) {
          const at = j * d + i;
          out[q + at] += scale[at] * scale[at];
          for (let c = 0; c < i; c++) out[L + at * d + c] += x[L + at * d + c];
        }
      }
      return result - N * (top + Math.log(total)) + prior;
    },
  };
}
