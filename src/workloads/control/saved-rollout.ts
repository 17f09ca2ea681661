import { RunError } from '../../errors.ts';
import { type RandomState, RandomStream } from '../../random.ts';
import type { SavedRewards } from './normalization.ts';
import type { SavedPerception } from './perception.ts';

/** Where a member's copies stand between two roll-outs. */
export interface SavedRollout {
  readonly envSteps: number;
  /** Of all rewards so far, in size; not in checkpoints of older versions. */
  readonly largestReward?: number;
  /** `[copies, rowLength]`, the numbers of the environment and behind them the count of elapsed steps. */
  readonly state: Float64Array;
  /** Of each copy, as the two that follow: its episode so far. */
  readonly episodeReturns: Float64Array;
  readonly episodeLengths: Int32Array;
  readonly streams: readonly { readonly environment: RandomState; readonly action: RandomState }[];
  readonly perception: SavedPerception;
  /** null where rewards are not scaled. */
  readonly rewards: SavedRewards | null;
}

/**
 * The rows of a saved state, as the environment has them now. In checkpoints of earlier versions the count of elapsed
 * steps took the place of a task's last number where the task did not leave one free for it; there it stands twice now.
 *
 * @throws RunError if they are rows of another environment.
 */
export function savedRows(state: Float64Array, copies: number, rowLength: number): Float64Array {
  const length = state.length / copies;
  if (length === rowLength) return state;
  if (length !== rowLength - 1) {
    throw new RunError(
      `it holds ${length} numbers of a copy of the environment, which has ${rowLength} now; train this run from the beginning`,
    );
  }
  return Float64Array.from({ length: copies * rowLength }, (_, at) => {
    const [copy, place] = [Math.floor(at / rowLength), at % rowLength];
    return state[copy * length + Math.min(place, length - 1)]!;
  });
}

/** What the copies draw from: one stream of each kind a copy. */
export interface CopyStreams {
  readonly environment: readonly RandomStream[];
  readonly action: readonly RandomStream[];
}

/** Where the streams of the copies from `first` on stand. */
export function savedStreams(
  { environment, action }: CopyStreams,
  first: number,
  copies: number,
): SavedRollout['streams'] {
  return Array.from({ length: copies }, (_, copy) => ({
    environment: environment[first + copy]!.state,
    action: action[first + copy]!.state,
  }));
}

/** Streams that go on where they stood, of the members that have been saved; the others as they are. */
export function restoredStreams(
  streams: CopyStreams,
  saved: readonly (SavedRollout | undefined)[],
  copies: number,
): CopyStreams {
  const restored = { environment: [...streams.environment], action: [...streams.action] };
  for (const [member, own] of saved.entries()) {
    for (const [copy, { environment, action }] of own?.streams.entries() ?? []) {
      restored.environment[member * copies + copy] = RandomStream.restore(environment);
      restored.action[member * copies + copy] = RandomStream.restore(action);
    }
  }
  return restored;
}
