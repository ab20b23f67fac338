/**
 * The identities of tensors (notation: pattern.ts). They take transposes inwards, numbers and signs outwards (with
 * structure.ts), make matrix products into products with vectors where they can, and cancel inverses. Products are
 * never reordered or bracketed anew otherwise, powers aside. Sources: Petersen & Pedersen, The Matrix Cookbook (2012), sections 1, 3
 * and 10; Magnus & Neudecker, Matrix Differential Calculus, chapter 1.
 */
export interface TensorIdentity {
  readonly from: string;
  readonly to: string;
  /** Letters that must have one shape, where nothing else says so. */
  readonly alike?: string;
  /** The right side has a value where the left side has none. */
  readonly extends?: 'where a matrix is singular' | 'at isolated points';
}

const SINGULAR = 'where a matrix is singular';

export const tensorIdentities: readonly TensorIdentity[] = [
  // Numbers stand before tensors
  { from: 'mul(s, mul(t, h))', to: 'mul(mul(s, t), h)' },
  { from: 'mul(l, mul(s, h))', to: 'mul(s, mul(l, h))' },
  { from: 'mul(s, div(h, t))', to: 'mul(div(s, t), h)' },
  { from: 'mul(s, div(t, h))', to: 'div(mul(s, t), h)' },
  { from: 'mul(div(1, s), h)', to: 'div(h, s)' },
  { from: 'div(mul(s, h), t)', to: 'mul(div(s, t), h)' },
  { from: 'div(mul(s, h), l)', to: 'mul(s, div(h, l))' },

  // Transposes
  { from: 'transpose(transpose(x))', to: 'x' },
  { from: 'transpose(matmul(A, B))', to: 'matmul(transpose(B), transpose(A))' },
  { from: 'transpose(outer(u, v))', to: 'outer(v, u)' },
  { from: 'transpose(add(A, transpose(B)))', to: 'add(transpose(A), B)' },
  { from: 'transpose(sub(A, transpose(B)))', to: 'sub(transpose(A), B)' },
  { from: 'transpose(sub(transpose(A), B))', to: 'sub(A, transpose(B))' },
  { from: 'transpose(mul(A, transpose(B)))', to: 'mul(transpose(A), B)' },
  { from: 'transpose(kron(A, B))', to: 'kron(transpose(A), transpose(B))' },
  { from: 'transpose(diag(u))', to: 'diag(u)' },
  { from: 'transpose(I)', to: 'I' },
  { from: 'transpose(inv(matmul(transpose(A), A)))', to: 'inv(matmul(transpose(A), A))' },
  { from: 'transpose(inv(matmul(A, transpose(A))))', to: 'inv(matmul(A, transpose(A)))' },
  { from: 'inv(transpose(A))', to: 'transpose(inv(A))' },

  // Products with vectors
  { from: 'matmul(u, A)', to: 'matmul(transpose(A), u)' },
  { from: 'matmul(A, outer(u, v))', to: 'outer(matmul(A, u), v)' },
  { from: 'matmul(outer(u, v), A)', to: 'outer(u, matmul(transpose(A), v))' },
  { from: 'matmul(outer(u, v), w)', to: 'mul(matmul(v, w), u)' },
  { from: 'matmul(diag(u), v)', to: 'mul(u, v)' },
  { from: 'sum(mul(u, v))', to: 'matmul(u, v)', alike: 'uv' },

  // Identity matrices and inverses
  { from: 'matmul(A, I)', to: 'A' },
  { from: 'matmul(I, h)', to: 'h' },
  { from: 'inv(I)', to: 'I' },
  { from: 'inv(inv(A))', to: 'A', extends: SINGULAR },
  { from: 'inv(mul(s, A))', to: 'div(inv(A), s)' },
  { from: 'inv(div(A, s))', to: 'mul(s, inv(A))' },
  { from: 'inv(neg(A))', to: 'neg(inv(A))' },
  { from: 'matmul(A, inv(matmul(A, A)))', to: 'inv(A)' },
  { from: 'matmul(inv(matmul(A, A)), A)', to: 'inv(A)' },
  { from: 'matmul(transpose(A), transpose(inv(matmul(A, A))))', to: 'transpose(inv(A))' },
  { from: 'matmul(transpose(inv(matmul(A, A))), transpose(A))', to: 'transpose(inv(A))' },
  { from: 'matmul(A, inv(A))', to: 'I', extends: SINGULAR },
  { from: 'matmul(inv(A), A)', to: 'I', extends: SINGULAR },
  { from: 'matmul(A, matmul(inv(A), h))', to: 'h', extends: SINGULAR },
  { from: 'matmul(inv(A), matmul(A, h))', to: 'h', extends: SINGULAR },
  { from: 'matmul(matmul(B, A), inv(A))', to: 'B', extends: SINGULAR },
  { from: 'matmul(matmul(B, inv(A)), A)', to: 'B', extends: SINGULAR },
  { from: 'matmul(transpose(A), transpose(inv(A)))', to: 'I', extends: SINGULAR },
  { from: 'matmul(transpose(inv(A)), transpose(A))', to: 'I', extends: SINGULAR },
  { from: 'matmul(transpose(A), matmul(transpose(inv(A)), h))', to: 'h', extends: SINGULAR },
  { from: 'matmul(transpose(inv(A)), matmul(transpose(A), h))', to: 'h', extends: SINGULAR },

  // Powers
  { from: 'matmul(matmul(A, A), A)', to: 'matmul(A, matmul(A, A))' },

  // Traces and determinants
  { from: 'trace(transpose(A))', to: 'trace(A)' },
  { from: 'trace(outer(u, v))', to: 'matmul(u, v)' },
  { from: 'trace(diag(u))', to: 'sum(u)' },
  { from: 'det(transpose(A))', to: 'det(A)' },
  { from: 'logdet(transpose(A))', to: 'logdet(A)' },
  { from: 'diagonal(diag(u))', to: 'u' },
  { from: 'diagonal(outer(u, v))', to: 'mul(u, v)', alike: 'uv' },
  { from: 'diagonal(transpose(A))', to: 'diagonal(A)' },

  // Means
  { from: 'sum(sub(h, mean(h)))', to: '0' },

  // Common factors
  ...(['add', 'sub'] as const).flatMap((sign) => [
    { from: `${sign}(matmul(A, h), matmul(transpose(A), h))`, to: `matmul(${sign}(A, transpose(A)), h)` },
    { from: `${sign}(matmul(A, u), matmul(u, A))`, to: `matmul(${sign}(A, transpose(A)), u)` },
    { from: `${sign}(matmul(A, h), matmul(B, h))`, to: `matmul(${sign}(A, B), h)` },
    { from: `${sign}(matmul(A, u), matmul(A, v))`, to: `matmul(A, ${sign}(u, v))` },
    { from: `${sign}(matmul(A, X), matmul(A, Y))`, to: `matmul(A, ${sign}(X, Y))` },
    { from: `${sign}(outer(u, w), outer(v, w))`, to: `outer(${sign}(u, v), w)` },
    { from: `${sign}(outer(w, u), outer(w, v))`, to: `outer(w, ${sign}(u, v))` },
  ]),
  { from: 'add(add(x, matmul(A, h)), matmul(transpose(A), h))', to: 'add(x, matmul(add(A, transpose(A)), h))' },
  { from: 'add(sub(matmul(A, h), x), matmul(transpose(A), h))', to: 'sub(matmul(add(A, transpose(A)), h), x)' },
];
