import type { Experience } from '../../../agents/index.ts';

/** Widths of what is stored for every step. */
export interface RowShape {
  readonly observationLength: number;
  readonly actionLength: number;
}

/** One member's roll-out: rows in time order, room for more made as needed. */
export class ExperienceBuffer {
  length = 0;
  observations: Float32Array;
  actions: Float32Array;
  logProbs: Float64Array;
  values: Float64Array;
  rewards: Float64Array;
  finalValues: Float64Array;
  copy: Int32Array;
  terminated: Uint8Array;
  truncated: Uint8Array;
  readonly nextValues: Float64Array;
  readonly episodeReturns: Float64Array;
  readonly teamReturns: Float64Array;
  readonly successes: Uint8Array;
  readonly #shape: RowShape;

  constructor(shape: RowShape, copies: number, capacity: number) {
    this.#shape = shape;
    this.observations = new Float32Array(capacity * shape.observationLength);
    this.actions = new Float32Array(capacity * shape.actionLength);
    this.logProbs = new Float64Array(capacity);
    this.values = new Float64Array(capacity);
    this.rewards = new Float64Array(capacity);
    this.finalValues = new Float64Array(capacity);
    this.copy = new Int32Array(capacity);
    this.terminated = new Uint8Array(capacity);
    this.truncated = new Uint8Array(capacity);
    this.nextValues = new Float64Array(copies);
    this.episodeReturns = new Float64Array(copies);
    this.teamReturns = new Float64Array(copies);
    this.successes = new Uint8Array(copies);
  }

  /** Forgets all rows; the room stays. */
  clear(): void {
    this.length = 0;
    this.nextValues.fill(0);
  }

  /** Opens a row for a step of the given copy. @returns its index. */
  append(copy: number): number {
    if (this.length === this.copy.length) this.#grow();
    this.copy[this.length] = copy;
    return this.length++;
  }

  /** The rows as an agent sees them. Views, not copies. */
  experience(): Experience {
    const { length } = this;
    return {
      length,
      copies: this.nextValues.length,
      copy: this.copy.subarray(0, length),
      rewards: this.rewards.subarray(0, length),
      values: this.values.subarray(0, length),
      terminated: this.terminated.subarray(0, length),
      truncated: this.truncated.subarray(0, length),
      finalValues: this.finalValues.subarray(0, length),
      nextValues: this.nextValues,
      episodeReturns: this.episodeReturns,
      teamReturns: this.teamReturns,
      successes: this.successes,
    };
  }

  #grow(): void {
    const larger = new ExperienceBuffer(
      this.#shape,
      this.nextValues.length,
      Math.max(64, 2 * this.copy.length),
    );
    for (const column of [
      'observations',
      'actions',
      'logProbs',
      'values',
      'rewards',
      'finalValues',
      'copy',
      'terminated',
      'truncated',
    ] as const) {
      larger[column].set(this[column]);
      Object.assign(this, { [column]: larger[column] });
    }
  }
}
