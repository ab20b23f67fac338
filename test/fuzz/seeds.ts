/** What the hostile inputs are broken out of: notes and programs of every language that is read. */

/** Read by scanners and readers of notes. */
export const NOTES: readonly string[] = [
  '$$f(x) = \\sqrt{x^2 + \\exp(x^2)} + \\cos(x^2 + \\exp(x^2)), \\quad \\begin{cases} a &= x^2, \\\\ b &= \\exp(a) \\end{cases}$$',
  '\\begin{align*}\\frac{\\partial a}{\\partial x} &= 2x \\\\ \\frac{\\partial c}{\\partial a} &= 1 = \\frac{\\partial c}{\\partial b}\\end{align*}',
  "$f(x)=x^2$ and $f'(x) = 2x$, $\\nabla_x f = 2x$, $\\frac{d}{dx}\\sin x = \\cos x$",
  '\\newcommand{\\R}[1]{\\mathbf{#1}}\\newcommand{\\loop}{\\loop x} $\\R{x} + \\loop$ \\def\\a{\\b}\\def\\b{\\a}$\\a$',
  '$\\sum_{i=1}^{n} x_i^2 + \\prod_{j=0}^4 (j+1) y_j$ $|x| + \\|y\\|_2^2$ $x \\in \\mathbb{R}^{n}$',
  '.. math::\n\n   L = -\\sum_i y_i \\log \\hat{y}_i\n\n:math:`x^{(i)}`',
  'f = sqrt(x^2 + exp(x^2)) + cos(x² + √x)\n∂f/∂x = 2x\nprice is $5 and $10\nE = ½ m v²\n',
  'Let $A \\in \\mathbb{R}^{m\\times n}$, $x \\in \\mathbb{R}^n$, $y \\in \\mathbb{R}^m$. $$L = \\|y - A x\\|_2^2 + \\lambda \\|x\\|_1$$ $\\nabla_x L = -2 A^\\top (y - A x)$ $\\frac{\\partial L}{\\partial A} = -2 (y - Ax) x^\\top$',
  '$f_0 = x$, $f_i = \\sigma_i(A_{i-1} f_{i-1} + b_{i-1})$, $i = 1 \\ldots K$, $L = \\|y - f_K\\|^2$, $\\sigma(z) = \\tanh z$, $K = 3$ $\\frac{\\partial L}{\\partial A_i} = \\frac{\\partial L}{\\partial f_K} \\frac{\\partial f_K}{\\partial f_{K-1}}$',
  '$$B = \\begin{pmatrix} 1 & x \\\\ y & x^2 \\end{pmatrix}, \\quad d = \\det B, \\quad t = \\operatorname{tr}(B^{-1} B^\\top), \\quad q = v^\\top B v$$ $\\nabla_v q = (B + B^\\top) v$',
  '$\\mathbf{p} = \\operatorname{softmax}(\\mathbf{z})$, $\\ell = -\\sum_{k} y_k \\log p_k$, $\\frac{\\partial \\ell}{\\partial z_j} = p_j - y_j$, $\\frac{1}{N}\\sum_{i=1}^N (w^\\top x_i - y_i)^2$',
  '$$\\mathcal{L}(\\mu, \\Sigma) = -\\tfrac12 \\log\\det\\Sigma - \\tfrac12 (x - \\mu)^\\top \\Sigma^{-1} (x - \\mu), \\quad \\|X\\|_F^2, \\quad u \\odot v, \\quad x \\otimes y, \\quad \\max(0, 1 - t)$$',
  'A = [1 2; 3 4]\ny = A x\nL = ||y - t||^2\n∇_x L = 2 Aᵀ(A x - t)\nJ(θ) = 1/m Σ_{i=1}^{m} (h(x_i) - y_i)^2\ng(x) = { x^2 if x > 0, 0 otherwise }\n',
];

type Programs = Readonly<Record<string, readonly string[]>>;

/** By language id of the editor. */
export const PROGRAMS: Programs = {
  python: [
    'import numpy as np\ndef f(x, y=2):\n    a = x**2\n    """:math:`f\'(x) = 2x`"""\n    return np.sin(a)*y\nfor i in range(3):\n    x += i\nz = f(x) if x > 0 else -x\n',
    'import numpy as np\n\nclass Layer:\n    def __init__(self, w, b=0.0):\n        self.w = w\n        self.b = b\n    def __call__(self, x):\n        return np.tanh(self.w @ x + self.b)\n\ndef net(x, w):\n    layers = [Layer(w * k, b=0.1) for k in range(3)]\n    for layer in layers:\n        x = layer(x)\n    return x.sum()\n',
    'def walk(x, c):\n    s = 0.0\n    for i in range(8):\n        if x > c:\n            s += x\n            continue\n        if s > 10 * c:\n            break\n        x = x * 1.5 + i\n    else:\n        return s - c\n    return s / x\n',
    'def power(x, n):\n    return 1 if n == 0 else x * power(x, n - 1)\n\ndef fib(n, x):\n    if n < 2:\n        return x\n    return fib(n - 1, x) + fib(n - 2, x)\n\ny = power(x, 5) + fib(6, x)\n',
    "import numpy as np\ndef g(v, A):\n    a = v\n    a[0] += 3\n    b = a[1:].copy()\n    b *= 2\n    d = {'k': a, 'n': len(v)}\n    d['k'] = d['k'] * d['n']\n    p, *q = [t ** 2 for t in a if t is not None]\n    return p + sum(q) + b.sum() + (A.T @ v)[0] + d['k'][-1]\n",
    'import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.fc = nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2))\n    def forward(self, x):\n        return self.fc(x)\n\ndef loss(net: Net, x, y):\n    return F.cross_entropy(net(x), y) + 0.1 * sum(p.pow(2).sum() for p in net.parameters())\n',
    'import math\ndef bisect(a, b, k=12):\n    while k > 0:\n        m = (a + b) / 2\n        if math.cos(m) - m > 0:\n            a = m\n        else:\n            b = m\n        k -= 1\n    return (lambda u, v=a: u * v)(b)\n',
    'import jax.numpy as jnp\nfrom jax import grad, lax\ndef h(x):\n    x = x.at[0].set(1.0)\n    w = jnp.where(x > 0, x, jnp.exp(x) - 1)\n    return jnp.einsum("i,i->", w, x) + jnp.linalg.norm(x)\ntry:\n    y = h(z)\nexcept ValueError as e:\n    raise\nwith open("f") as f: pass\nmatch y:\n    case 1: z = 2\n    case _: z = 3\n',
  ],
  javascript: [
    "const f = (x) => Math.sqrt(x ** 2 + Math.exp(x)); // $f'(x) = 2x$\nlet y = f(3) ? 1 : x++ ** 2;\nclass A { m(x) { return this.k * x } }\n",
    'function dot(a, b) {\n  let s = 0;\n  for (let i = 0; i < a.length; i++) s += a[i] * b[i];\n  return s;\n}\nfunction loss(w, x, t) {\n  const h = x.map((v, i) => Math.tanh(v * w[i])).filter((v) => v !== 0);\n  const [p, ...q] = h;\n  return dot(h, h) + q.reduce((a, b) => a + b, p) - t;\n}\n',
    'class Net {\n  #k = 2;\n  static of(w) { return new Net(w); }\n  constructor(w) { this.w = w; this.b = 0; }\n  forward(x) {\n    switch (this.b) { case 0: x *= this.#k; break; default: x = -x; }\n    do { x = x / 2 + this.w; this.b++; } while (this.b < 4);\n    return x;\n  }\n}\nfunction run(x, w = 3) { const net = Net.of(w); const o = { x, ...{ w } }; o.x += 1; return net.forward(o.x) * o.w; }\n',
    'function clip(x, c) {\n  outer: for (const k of [1, 2, 3, 4, 5]) {\n    for (let j = 0; ; j += 1) {\n      if (x > c * k) continue outer;\n      if (j > 3) break outer;\n      x = x * x + j;\n    }\n  }\n  return x ?? c;\n}\nconst g = function rec(n, x) { return n <= 0 ? x : rec(n - 1, x * 1.1) + 1; };\nconst y = g(6, x);\n',
  ],
  typescript: [
    'interface P { x: number; y?: number }\ntype V = readonly number[];\nexport function f<T extends P>(p: T, v: V, n: number = 3): number {\n  const { x, y = 2 } = p;\n  let s = 0 as number;\n  for (const e of v) s += e! ** n;\n  return s + x * (y satisfies number);\n}\n',
  ],
  julia: [
    'f(x, y=2) = sqrt(x^2 + exp(x^2)) * y\nfunction loss(W, b, x; λ=0.1)\n    h = tanh.(W * x .+ b)\n    s = zero(eltype(h))\n    for i in eachindex(h)\n        s += h[i]^2\n    end\n    return s + λ * sum(abs2, W)\nend\n',
    "function g(v::Vector{Float64}, n)\n    a = copy(v)\n    @inbounds for k in 1:n, j in 2:3\n        a[k] = a[k] > 1 ? a[k] - j : 2a[k]\n        a[k] < 0 && continue\n        if a[end] > 9; break; elseif k == 2; a .*= 0.5; else; a[1] += 1; end\n    end\n    A = [1.0 2.0; 3.0 4.0]\n    b = [x^2 for x in v if x !== nothing]\n    return a' * a + A[1, :]' * A[:, 2] + dot(b, b) + (u -> u^2)(a[1])\nend\n",
    'struct Layer{T}\n    W::T\n    b\nend\n(l::Layer)(x) = max.(l.W * x .+ l.b, 0)\nmutable struct S; x; end\nh(x) = begin; s = S(x); while s.x < 5; s.x += 1; end; s.x; end\nmap(v) do t\n  t |> sin |> abs\nend\nlet z = 3; z * x; end\n',
  ],
  c: [
    '#include <math.h>\n#define N 4\n#define SQ(a) ((a) * (a))\nstatic double dot(const double *a, const double *b, int n) {\n  double s = 0.0;\n  for (int i = 0; i < n; ++i) s += a[i] * b[i];\n  return s;\n}\ndouble f(double x, double y) {\n  double a[N] = {x, y, SQ(x), 1.0};\n  a[2] *= 3; *(a + 1) = y / 2;\n  return sqrt(dot(a, a, N)) + (x > y ? fabs(x) : pow(y, 3));\n}\n',
    'typedef struct { double w, b; } layer;\nvoid step(double *x, int n, double lr) { for (int k = 0; k < n; k++) { if (x[k] > lr) continue; x[k] -= lr * 2 * x[k]; } }\nfloat g(float x[3], layer *l) {\n  int i = 0; double s = 0;\n  while (i < 3) { s += l->w * x[i++] + l->b; if (s > 100) break; }\n  do { s = s / 2; } while (--i > 0);\n  switch (i) { case 0: s += 1; break; default: s = -s; }\n  return s;\n}\n',
  ],
  cpp: [
    '#include <cmath>\n#include <vector>\nnamespace m {\ntemplate <typename T> T sq(T x) { return x * x; }\nclass Net {\n  double w_ = 1.5;\npublic:\n  explicit Net(double w) : w_(w) {}\n  double operator()(double x) const { return std::tanh(w_ * x); }\n};\n}\ndouble f(const std::vector<double>& v, double w) {\n  m::Net net{w}; auto g = [&](double t) { return net(t) + m::sq(t); };\n  double s = 0; for (auto e : v) s += g(e);\n  return s + std::max(0.0, v[0]);\n}\n',
  ],
  'cuda-cpp': [
    '__global__ void axpy(int n, float a, const float* x, float* y) {\n  int i = blockIdx.x * blockDim.x + threadIdx.x;\n  if (i < n) y[i] = a * x[i] + y[i];\n}\n__device__ float act(float x) { return x > 0.f ? x : 0.1f * expf(x); }\n',
  ],
  matlab: [
    "function [y, z] = f(x, A)\n% f(x) = x' A x\n  if nargin < 2, A = [1 2; 3 4]; end\n  y = x' * A * x; z = zeros(3, 1);\n  for k = 1:3\n    z(k) = x(1)^k + sum(A(:, end));\n    if z(k) > 4, continue; end\n    z(k) = z(k) .* 2;\n  end\nend\n",
    "g = @(x) x.^2 + exp(-x) ./ (1 + x);\ns = struct('a', 1); s.b = g(2)';\nwhile s.a < 5\n  s.a = s.a + 1; ...\nend\nswitch s.a\n  case {1, 2}, y = 3;\n  otherwise, y = norm(s.b) + numel([1, 2 -3]);\nend\nh = arrayfun(@(t) g(t), 1:3);\nA(2, :) = []; c = {1, 'two'}; c{1}\n",
  ],
  r: [
    'f <- function(x, n = 3, ...) {\n  s <- 0\n  for (i in seq_len(n)) {\n    if (x > i) next\n    s <- s + x^i\n    if (s > 9) break\n  }\n  s + sum(sapply(1:3, function(k) k * x))\n}\n',
    'loss <- function(w, X, y) {\n  p <- 1 / (1 + exp(-X %*% w))\n  r <- y - p; r[1] <- 0; names(r) <- NULL\n  l <- list(a = 1, b = w); l$b <- l$b * 2\n  -mean(y * log(p) + (1 - y) * log(1 - p)) + sum(l$b^2) + t(w) %*% w\n}\nrepeat { x <- x / 2; if (x < 1) break }\ng <- \\(u) if (u > 0) u else -u\nx |> g() -> z\n',
  ],
};

/** Programs of nested choices, long loops and large arrays: each takes hundreds of times the work of a formula. */
export const HEAVY: Programs = {
  python: [
    'def f(x, c):\n    s = 0.0\n    for i in range(60):\n        if x > c + i:\n            continue\n        if x * s > c:\n            break\n        if s > 3 * i:\n            return s\n        s = s + x * i\n    return s\n',
    'import math\ndef f(x):\n    for i in range(700):\n        x = math.sin(x) + 0.1 * i\n    return x\n',
    'import numpy as np\ndef f(v, W):\n    for k in range(40):\n        v = np.tanh(W @ v) + np.roll(v, k)\n        v[k % 3] *= 2\n    return (v ** 2).sum()\n',
    'def f(n, x):\n    return x if n < 2 else f(n - 1, x) * f(n - 2, x) + n\ny = f(14, x)\ndef g(x, d=0):\n    return g(x if x > d else -x, d + 1)\n',
  ],
  javascript: [
    'function f(x, c) {\n  let s = [];\n  for (let i = 0; i < 300; i++) { if (x > c * i) { x -= 1; } else { x += c; } s.push(x * x); }\n  return s.reduce((a, b) => a + b, 0);\n}\n',
  ],
  julia: [
    'function f(x, c)\n    for i in 1:50\n        if x > c\n            x -= 1\n            continue\n        end\n        x < -c && return x\n        x = x^2 / i\n    end\n    x\nend\n',
  ],
  c: [
    'double f(double x, int n) { double a[32]; for (int i = 0; i < 32; i++) { a[i] = x * i; for (int j = 0; j < i; j++) if (a[j] > x) a[i] += a[j]; } return a[31]; }\n',
  ],
  matlab: [
    'function s = f(x)\n  A = zeros(12, 12);\n  for i = 1:12\n    for j = 1:12\n      A(i, j) = sin(x * i) + cos(x * j);\n      if A(i, j) > 1, A(i, j) = A(j, i); end\n    end\n  end\n  s = sum(A(:));\nend\n',
  ],
  r: [
    'f <- function(x, k) {\n  a <- numeric(50)\n  for (i in 1:50) { a[i] <- x * i; if (x > k) { x <- x - a[i] } else next; while (i < 3) i <- i + 1 }\n  prod(a[a > 0]) + sum(cumsum(a))\n}\n',
  ],
};
