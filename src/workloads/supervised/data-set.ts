import type { Objective, Targets } from './objective.ts';

/** Examples and what is to be said of them. */
export interface Examples {
  /** `[count, inputs]`, row after row. */
  readonly inputs: Float32Array;
  /** `[count, targets]` of the objective: classes from 0, or numbers. */
  readonly targets: Targets;
}

/** What is learned from, what it is judged by, and how. */
export interface DataSet {
  /** Numbers of an example. */
  readonly inputs: number;
  readonly objective: Objective;
  readonly train: Examples;
  /** Of what is learned from, what evaluations judge beside the test. Default: all. */
  readonly judged?: Examples;
  readonly test: Examples;
}

/** How large a data set is, which is known before it is made. */
export interface DataSizes {
  readonly inputs: number;
  readonly train: number;
  readonly test: number;
}
