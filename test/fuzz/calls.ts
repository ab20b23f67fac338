/** Programs of calls into numeric libraries with arguments that rarely fit. */

type Pick = <T>(list: readonly T[]) => T;

const words = (text: string): readonly string[] => text.split(' ');

const NUMPY = words(
  'sum mean prod max min std var argmax cumsum cumprod sort where clip dot matmul outer inner kron cross einsum trace diag tril triu reshape transpose swapaxes moveaxis expand_dims squeeze broadcast_to concatenate stack vstack hstack split array_split tile repeat roll flip pad take take_along_axis linspace arange zeros ones full eye zeros_like full_like empty meshgrid maximum minimum power hypot logaddexp arctan2 mod floor sign heaviside interp diff gradient convolve polyval nansum average median quantile percentile unique nonzero any all isclose array asarray atleast_2d ravel linalg.norm linalg.inv linalg.det linalg.solve linalg.eig linalg.svd linalg.cholesky linalg.slogdet linalg.pinv linalg.matrix_power random.randn random.normal float64 newaxis pi',
);
const TORCH = words(
  'sum mean prod amax logsumexp softmax log_softmax sigmoid relu matmul bmm mm mv dot outer einsum cat stack chunk split unbind permute transpose reshape flatten unsqueeze squeeze expand gather index_select masked_fill where clamp norm cumsum tril triu diag eye zeros ones full arange linspace randn tensor zeros_like topk sort max min std var nn.functional.relu nn.functional.gelu nn.functional.softmax nn.functional.cross_entropy nn.functional.nll_loss nn.functional.mse_loss nn.functional.binary_cross_entropy nn.functional.linear nn.functional.conv1d nn.functional.layer_norm nn.functional.dropout nn.functional.one_hot nn.functional.embedding nn.functional.pad nn.Linear nn.Conv2d nn.Sequential nn.Embedding nn.LayerNorm nn.Parameter nn.MSELoss nn.CrossEntropyLoss nn.LSTM nn.MultiheadAttention linalg.norm linalg.solve autograd.grad no_grad',
);
const PLAIN = words(
  'sum len max min abs range enumerate zip map filter sorted reversed list tuple dict set round pow divmod isinstance int float bool str print any all iter next functools.reduce itertools.product math.fsum math.prod math.dist math.hypot math.comb getattr callable type',
);
const METHODS = words(
  'sum mean reshape transpose T dot max view permute unsqueeze flatten append extend pop insert index copy clone detach backward item tolist size shape ndim numel dtype astype squeeze fill_ add_ mul_ zero_ clamp norm items keys get update split cumsum repeat expand t softmax sort at nonexistent',
);
const ARGUMENTS = words(
  "x y v A B 0 1 2 3 -1 -7 1.5 1e999 True None 'ij,jk->ik' 'same' 'i' (3,) (2,3) (-1,) () [] [1,2,3] [[1,2],[3,4]] [[1],[2,3]] [x,y] [v,v] (A,B) {} {'a':x} {1,2} range(4) np.newaxis ... slice(1,None) v[0] v[1:] v[::-1] A[0] A[:,0] A[0,1] v>0 x>0 len(v) A.T v.shape np.array([x,2.0]) np.zeros((2,3)) np.float32 torch.float64 torch.tensor([x]) lambda_t *v **{'axis':0} f np.sum abs 10**9 2**40 100000 -0.0 ~1 not(x) x@y v@A",
).map((text) => (text === 'lambda_t' ? '(lambda t: t*x)' : text));
const KEYWORDS = words(
  'axis=0 axis=-1 axis=5 axis=(0,1) axis=None axis=x dim=0 dim=1 dim=-2 keepdims=True keepdim=True dtype=float dtype=int initial=0 where=v>0 out=v ord=2 ord=1 ord=np.inf ddof=1 n=2 k=1 k=-1 order="F" reduction="sum" reduction="none" unbiased=False requires_grad=True bias=False key=abs reverse=True start=1 default=0 size=3 shape=(3,) num=5 p=2',
);
const OPERATORS = words('+ - * / ** @ % // < > == & | ^ << and or in is');

/** A Python function of some calls over numbers x, y, vectors v and matrices A, B. */
export function randomCalls(next: () => number, pick: Pick): string {
  const argument = (depth: number): string => {
    const kind = next();
    if (depth > 0 && kind < 0.25) return call(depth - 1);
    if (depth > 0 && kind < 0.35) return `${argument(depth - 1)} ${pick(OPERATORS)} ${argument(depth - 1)}`;
    return pick(ARGUMENTS);
  };
  const call = (depth: number): string => {
    const args = Array.from({ length: Math.floor(next() * 4) }, () => argument(depth));
    while (next() < 0.35) args.push(pick(KEYWORDS));
    const kind = next();
    const name =
      kind < 0.45
        ? `${next() < 0.85 ? 'np' : 'jnp'}.${pick(NUMPY)}`
        : kind < 0.7
          ? `torch.${pick(TORCH)}`
          : kind < 0.82
            ? pick(PLAIN)
            : `${pick(['v', 'A', 'x', '[x, y]', 'np.array([1.0, x])', '{"a": x}'])}.${pick(METHODS)}`;
    return next() < 0.05 ? name : `${name}(${args.join(', ')})`;
  };
  const lines = ['import math, itertools, functools', 'import numpy as np', 'import jax.numpy as jnp', 'import torch'];
  lines.push('def f(x, y, v, A=np.ones((2, 3)), B=None):');
  for (let i = Math.floor(next() * 4); i > 0; i--) {
    const target = pick(['v', 'A', 'x', 'B', 'u, w', 'v[0]', 'A[:, 1]', 'v[1:]', 'A[0]', '*u, w', 'x']);
    const operator = pick(['=', '=', '=', '+=', '*=', '@=', '**=']);
    lines.push(`    ${target} ${operator} ${next() < 0.8 ? call(2) : argument(2)}`);
  }
  lines.push(`    return ${call(2)}${next() < 0.5 ? ` * x + v[0]` : ''}`);
  return `${lines.join('\n')}\n`;
}
