/** Examples and their classes. */
export interface Examples {
  /** `[count, inputs]`, row after row. */
  readonly inputs: Float32Array;
  /** `[count]`, 0 to classes − 1. */
  readonly labels: Int32Array;
}

/** What a classifier learns from, and what it is judged by. */
export interface DataSet {
  /** Numbers of an example. */
  readonly inputs: number;
  readonly classes: number;
  readonly train: Examples;
  readonly test: Examples;
}
