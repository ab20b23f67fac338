/** A part of the inputs: a number, a vector or a matrix. */
export interface Part {
  readonly name: string;
  readonly sizes: readonly number[];
  readonly values: Float64Array;
}

export interface Workload {
  readonly id: string;
  readonly name: string;
  readonly params: readonly number[];
  readonly by: readonly Part[];
  readonly data: readonly Part[];
  readonly language: string;
  readonly text: string;
}

/** Operations of random graphs. */
export const GRAPH: readonly string[];

export const workloads: readonly Workload[];
