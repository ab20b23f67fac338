/** Decompositions of square matrices (row-major, n × n). Golub & Van Loan, Matrix Computations, chapters 3 and 4. */

export interface Decomposition {
  readonly n: number;
  /** L below the diagonal (1 on it), U on and above it: P A = L U. */
  readonly lu: Float64Array;
  /** Row i of P A is row `rows[i]` of A. */
  readonly rows: Int32Array;
  /** det P. */
  readonly sign: number;
  /** Some pivot is 0, or nothing but rounding compared with its row: the matrix has no inverse that numbers could tell. */
  readonly isSingular: boolean;
}

/** LU decomposition with partial pivoting. */
export function decompose(a: Float64Array, n: number): Decomposition {
  const lu = Float64Array.from(a);
  const rows = Int32Array.from({ length: n }, (_, i) => i);
  const largest = Float64Array.from({ length: n }, (_, i) => {
    let most = 0;
    for (let j = 0; j < n; j++) most = Math.max(most, Math.abs(a[i * n + j] as number));
    return most;
  });
  let sign = 1;
  let isSingular = false;
  for (let k = 0; k < n; k++) {
    let p = k;
    for (let i = k + 1; i < n; i++) {
      if (Math.abs(lu[i * n + k] as number) > Math.abs(lu[p * n + k] as number)) p = i;
    }
    if (p !== k) {
      sign = -sign;
      exchange(rows, k, p, 1);
      exchange(lu, k, p, n);
    }
    const pivot = lu[k * n + k] as number;
    if (!(Math.abs(pivot) > n * Number.EPSILON * (largest[rows[k] as number] as number))) isSingular = true;
    if (pivot === 0) continue;
    for (let i = k + 1; i < n; i++) {
      const factor = (lu[i * n + k] as number) / pivot;
      lu[i * n + k] = factor;
      for (let j = k + 1; j < n; j++) lu[i * n + j] = (lu[i * n + j] as number) - factor * (lu[k * n + j] as number);
    }
  }
  return { n, lu, rows, sign, isSingular };
}

function exchange(data: Float64Array | Int32Array, i: number, k: number, width: number): void {
  for (let j = 0; j < width; j++) {
    const kept = data[i * width + j] as number;
    data[i * width + j] = data[k * width + j] as number;
    data[k * width + j] = kept;
  }
}

/** X with A X = B, B and X n × columns; NaN for a singular A. */
export function solveWith(decomposition: Decomposition, b: Float64Array, columns: number, out: Float64Array): void {
  const { n, lu, rows, isSingular } = decomposition;
  if (isSingular) {
    out.fill(Number.NaN);
    return;
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < columns; j++) out[i * columns + j] = b[(rows[i] as number) * columns + j] as number;
    for (let k = 0; k < i; k++) subtractRow(out, i, k, columns, lu[i * n + k] as number);
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) subtractRow(out, i, k, columns, lu[i * n + k] as number);
    const pivot = lu[i * n + i] as number;
    for (let j = 0; j < columns; j++) out[i * columns + j] = (out[i * columns + j] as number) / pivot;
  }
}

function subtractRow(out: Float64Array, i: number, k: number, columns: number, factor: number): void {
  for (let j = 0; j < columns; j++) {
    out[i * columns + j] = (out[i * columns + j] as number) - factor * (out[k * columns + j] as number);
  }
}

export function identityMatrix(n: number): Float64Array {
  const identity = new Float64Array(n * n);
  for (let i = 0; i < n; i++) identity[i * n + i] = 1;
  return identity;
}

/** Equal to its transpose up to rounding. */
export function isSymmetric(a: Float64Array, n: number): boolean {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const [lower, upper] = [a[i * n + j] as number, a[j * n + i] as number];
      const size = Math.sqrt(Math.abs((a[i * n + i] as number) * (a[j * n + j] as number)));
      if (!(Math.abs(lower - upper) <= 1e-9 * Math.max(size, Math.abs(lower), Math.abs(upper)))) return false;
    }
  }
  return true;
}

/** L with L Lᵀ = A, zeros above the diagonal. False, and NaN, where A is not symmetric and positive definite. */
export function cholesky(a: Float64Array, n: number, out: Float64Array): boolean {
  out.fill(0);
  let isDefinite = isSymmetric(a, n);
  for (let j = 0; j < n && isDefinite; j++) {
    for (let i = j; i < n; i++) {
      let sum = ((a[i * n + j] as number) + (a[j * n + i] as number)) / 2;
      for (let k = 0; k < j; k++) sum -= (out[i * n + k] as number) * (out[j * n + k] as number);
      if (i > j) out[i * n + j] = sum / (out[j * n + j] as number);
      else if (sum > n * Number.EPSILON * Math.abs(a[j * n + j] as number)) out[j * n + j] = Math.sqrt(sum);
      else isDefinite = false;
    }
  }
  if (!isDefinite) out.fill(Number.NaN);
  return isDefinite;
}
