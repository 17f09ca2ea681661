import { RunningMoments, type SavedMoments } from './running-moments.ts';

const epsilon = 1e-8;
const limit = 10;

const clip = (value: number): number => Math.min(limit, Math.max(-limit, value));

/**
 * Scales observations by each member's running mean and variance and clips them to ±10, as Gymnasium's
 * NormalizeObservation does in CleanRL's continuous stack. All of a member's copies feed one set of statistics.
 */
export class ObservationNormalizer {
  readonly moments: RunningMoments;

  constructor(members: number, observationLength: number) {
    this.moments = new RunningMoments(members, observationLength);
  }

  /** Takes a member's new observations into the statistics; they are scaled with these afterwards. */
  observe(member: number, observations: ArrayLike<number>, rows: readonly number[]): void {
    this.moments.update(member, observations, rows);
  }

  /** Writes the scaled rows of one member's observations into `out`, at the same places. */
  normalize(
    member: number,
    observations: ArrayLike<number>,
    rows: readonly number[],
    out: Float32Array | Float64Array,
  ): void {
    const { columns, mean, variance } = this.moments;
    for (const row of rows) {
      for (let column = 0; column < columns; column++) {
        const of = member * columns + column;
        const at = row * columns + column;
        out[at] = clip((observations[at]! - mean[of]!) / Math.sqrt(variance[of]! + epsilon));
      }
    }
  }
}

/** A member's scale of rewards. */
export interface SavedRewards {
  readonly moments: SavedMoments;
  /** `[copies]` */
  readonly returns: Float64Array;
}

/**
 * Divides rewards by the running deviation of the discounted return and clips them to ±10, as Gymnasium's
 * NormalizeReward. Its return is zeroed by the terminating step itself, so that step's reward counts towards the next
 * episode's return, and a time limit does not zero it; both are kept.
 */
export class RewardNormalizer {
  readonly moments: RunningMoments;
  /** `[members × copies]`, the discounted return of each copy so far. */
  readonly returns: Float64Array;
  readonly #copies: number;
  readonly #gamma: number;

  constructor(members: number, copies: number, gamma: number) {
    this.moments = new RunningMoments(members, 1);
    this.returns = new Float64Array(members * copies);
    this.#copies = copies;
    this.#gamma = gamma;
  }

  save(member: number): SavedRewards {
    return {
      moments: this.moments.save(member),
      returns: this.returns.slice(member * this.#copies, (member + 1) * this.#copies),
    };
  }

  restore(member: number, { moments, returns }: SavedRewards): void {
    this.moments.restore(member, moments);
    this.returns.set(returns, member * this.#copies);
  }

  /** Scales the given rows of one member's rewards, written into `out` at the same places. */
  normalize(
    member: number,
    rewards: Float64Array,
    terminated: Uint8Array,
    rows: readonly number[],
    out: Float64Array,
  ): void {
    for (const row of rows) {
      this.returns[row] = this.returns[row]! * this.#gamma * (1 - terminated[row]!) + rewards[row]!;
    }
    this.moments.update(member, this.returns, rows);
    const scale = 1 / Math.sqrt(this.moments.variance[member]! + epsilon);
    for (const row of rows) out[row] = clip(rewards[row]! * scale);
  }
}
