import type { RandomState, RandomStream } from '../random.ts';
import type { SavedRewards } from './normalization.ts';
import type { SavedPerception } from './perception.ts';

/** Where a member's copies stand between two roll-outs. */
export interface SavedRollout {
  readonly envSteps: number;
  /** Of all rewards so far, in size; not in checkpoints of older versions. */
  readonly largestReward?: number;
  /** `[copies, stateLength]` */
  readonly state: Float64Array;
  /** Of each copy, as the two that follow: its episode so far. */
  readonly episodeReturns: Float64Array;
  readonly episodeLengths: Int32Array;
  readonly streams: readonly { readonly environment: RandomState; readonly action: RandomState }[];
  readonly perception: SavedPerception;
  /** null where rewards are not scaled. */
  readonly rewards: SavedRewards | null;
}

/** What the copies draw from: one stream of each kind a copy. */
export interface CopyStreams {
  readonly environment: readonly RandomStream[];
  readonly action: readonly RandomStream[];
}
