import type { Collection } from '../../../agents/index.ts';
import { RewardNormalizer, type SavedRewards } from './normalization.ts';

/** The rewards of a population as its agents see them: scaled by each member's own statistics, or as they are. */
export class SeenRewards {
  /** `[members × copies]`, of the last step. */
  readonly values: Float64Array;
  /** The largest in size that each member has seen. */
  readonly largest: number[];
  readonly #normalizer: RewardNormalizer | null;

  constructor(members: number, copies: number, { normReward, gamma }: Collection) {
    this.values = new Float64Array(members * copies);
    this.largest = new Array<number>(members).fill(0);
    this.#normalizer = normReward ? new RewardNormalizer(members, copies, gamma) : null;
  }

  /** Shows a member what a step of some of its copies has brought. */
  show(member: number, rewards: Float64Array, terminated: Uint8Array, rows: readonly number[]): void {
    if (this.#normalizer) this.#normalizer.normalize(member, rewards, terminated, rows, this.values);
    else for (const row of rows) this.values[row] = rewards[row]!;
    for (const row of rows) {
      const size = Math.abs(this.values[row]!);
      if (size > this.largest[member]!) this.largest[member] = size;
    }
  }

  save(member: number): { largestReward: number; rewards: SavedRewards | null } {
    return { largestReward: this.largest[member]!, rewards: this.#normalizer?.save(member) ?? null };
  }

  restore(
    member: number,
    { largestReward = 0, rewards }: { largestReward?: number | undefined; rewards: SavedRewards | null },
  ): void {
    this.largest[member] = largestReward;
    if (rewards) this.#normalizer?.restore(member, rewards);
  }
}
