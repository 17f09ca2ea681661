import type { ParameterLayout } from '../tensors/parameter-layout.ts';
import * as tf from '../tensors/tf.ts';
import type { Evaluated, Experience, MinibatchStep, Request, Workload } from '../training/workload.ts';

/** A function of parameters, and where members begin on it. */
export interface DescendedFunction {
  readonly layout: ParameterLayout;
  /** One a member, each in the order of the layout. */
  readonly starts: readonly (readonly number[])[];
  /** Steps that make up the budget, at least 1. */
  readonly steps: number;
  /** Steps that are one update, at least 1; the last update may have fewer. */
  readonly stepsPerUpdate: number;
  /** Loss and gradient of a step. @param step 1, 2, … */
  at(step: number): Pick<MinibatchStep, 'load' | 'varying'>;
}

/**
 * A function on which every member is a point that descends. There is nothing to gather: all steps are steps on the same
 * experience, the function itself.
 */
export class FunctionWorkload implements Workload {
  readonly agents = 1;
  readonly layout: ParameterLayout;
  readonly schedule = {
    updateEpochs: 1,
    numMinibatches: 1,
    maxGradNorm: null,
    targetKl: null,
    annealLr: false,
  };
  readonly lossTerms = [];
  readonly gradientStatistics = false;
  readonly #function: DescendedFunction;

  constructor(descended: DescendedFunction) {
    this.#function = descended;
    this.layout = descended.layout;
  }

  start(): tf.Tensor {
    const { starts, layout } = this.#function;
    return tf.tensor(starts.flat(), [starts.length, 1, layout.length]);
  }

  progress(_player: number, updates: number): number {
    const { steps, stepsPerUpdate } = this.#function;
    return Math.min(1, (updates * stepsPerUpdate) / steps);
  }

  /** A function has no samples. */
  steps(): number {
    return 0;
  }

  async next({ updates }: Request): Promise<Experience> {
    // Those who still learn have made equally many updates.
    const stepsBefore = Math.max(...updates) * this.#function.stepsPerUpdate;
    return {
      records: [],
      faults: this.#nothing(),
      stepsBefore,
      pass: (players) => this.#pass(players, stepsBefore),
      report: () => ({ losses: null, health: { losses: [], largest: 0 }, records: () => [] }),
      dispose: () => {},
    };
  }

  async evaluate(): Promise<(Evaluated | null)[]> {
    return this.#nothing();
  }

  async save(): Promise<null[]> {
    return this.#nothing();
  }

  async restore(): Promise<void> {}

  dispose(): void {}

  *#pass(players: readonly boolean[], stepsBefore: number): Iterable<MinibatchStep> {
    const { steps, stepsPerUpdate } = this.#function;
    const last = Math.min(steps, stepsBefore + stepsPerUpdate);
    for (let step = stepsBefore + 1; step <= last; step++) yield { players, ...this.#function.at(step) };
  }

  #nothing(): null[] {
    return this.#function.starts.map(() => null);
  }
}
