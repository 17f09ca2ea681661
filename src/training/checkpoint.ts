import { deserialize, serialize } from 'node:v8';
import { RunError } from '../errors.ts';
import type { RandomState } from '../random.ts';
import type { MemberRow } from '../tensors/member-rows.ts';
import type { SavedLearner } from './learner.ts';
import type { SavedRollout } from './saved-rollout.ts';

/** All that a player depends on between two updates. Plain data. */
export interface SavedPlayer {
  readonly learner: SavedLearner;
  readonly rollout: SavedRollout;
  readonly shuffle: RandomState;
  /** What the networks draw from; only where they have noise of their own. */
  readonly noise?: RandomState | undefined;
  /** The policy that it is held near; null where there is none. */
  readonly reference: MemberRow | null;
  /** The gradient that the next one is compared with; null before the first. */
  readonly gradient: MemberRow | null;
}

/** Where a member stands between two updates: going on from here computes what would have been computed without a stop. */
export interface Checkpoint {
  readonly updates: number;
  readonly episodes: number;
  readonly evaluationsDone: number;
  /** Seconds of training so far. */
  readonly wallS: number;
  /** One, or one an agent of the team. */
  readonly players: readonly SavedPlayer[];
}

/** Counts the changes of what stands in a checkpoint. */
const format = 1;

/** As bytes: V8's structured clone, which keeps every bit of numbers and typed arrays, and which later Nodes read. */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  return serialize({ format, ...checkpoint });
}

/** @throws RunError for what another rl-bench has written, or for damaged bytes. */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const found = read(bytes);
  if (found.format === format) return found;
  throw new RunError(
    `a checkpoint is of format ${found.format}, this rl-bench reads ${format}; go on with the rl-bench that wrote it, or start the study anew`,
  );
}

function read(bytes: Uint8Array): Checkpoint & { readonly format: number } {
  try {
    return deserialize(bytes) as Checkpoint & { readonly format: number };
  } catch (error) {
    throw new RunError(`a checkpoint cannot be read: ${(error as Error).message}; start the study anew`);
  }
}
