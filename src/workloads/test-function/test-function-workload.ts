import { ParameterLayout } from '../../tensors/parameter-layout.ts';
import * as tf from '../../tensors/tf.ts';
import type { Landscape, Point } from '../../test-functions/index.ts';
import { slopesAt } from '../../test-functions/test-function.ts';
import type { Evaluated, Experience, Request, Workload } from '../../training/workload.ts';

/**
 * A function of two variables, on which every member is a point that descends. There is nothing to gather: an update is
 * one step of the optimizer, and all of them are steps on the same experience, the function itself.
 */
export class TestFunctionWorkload implements Workload {
  readonly agents = 1;
  /** One vector, whose name makes it one to optimizers that treat layers differently. */
  readonly layout = new ParameterLayout([{ name: 'point', shape: [1, 2] }]);
  readonly schedule = {
    updateEpochs: 1,
    numMinibatches: 1,
    maxGradNorm: null,
    targetKl: null,
    annealLr: false,
  };
  readonly lossTerms = [];
  readonly gradientStatistics = false;
  readonly #landscape: Landscape;
  readonly #starts: readonly Point[];
  readonly #iterations: number;

  /** @param starts one a member. @param iterations that make up the budget, at least 1. */
  constructor(landscape: Landscape, starts: readonly Point[], iterations: number) {
    this.#landscape = landscape;
    this.#starts = starts;
    this.#iterations = iterations;
  }

  start(): tf.Tensor {
    return tf.tensor(this.#starts.flat(), [this.#starts.length, 1, 2]);
  }

  progress(_player: number, updates: number): number {
    return updates / this.#iterations;
  }

  /** A test function has no samples. */
  steps(): number {
    return 0;
  }

  async next({ updates }: Request): Promise<Experience> {
    const gradient = (vector: tf.Tensor) => ({ gradient: slopesAt(this.#landscape, vector) });
    return {
      records: [],
      faults: this.#starts.map(() => null),
      stepsBefore: Math.max(...updates),
      pass: (players) => [
        { players, load: () => ({ gradient }), varying: { key: '', numbers: {}, tensors: [] } },
      ],
      report: () => ({ losses: null, health: { losses: [], largest: 0 }, records: () => [] }),
      dispose: () => {},
    };
  }

  async evaluate(): Promise<(Evaluated | null)[]> {
    return this.#starts.map(() => null);
  }

  async save(): Promise<null[]> {
    return this.#starts.map(() => null);
  }

  async restore(): Promise<void> {}

  dispose(): void {}
}
