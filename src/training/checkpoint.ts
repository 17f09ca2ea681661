import { deserialize, serialize } from 'node:v8';
import { crc32 } from 'node:zlib';
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

/** What a checkpoint with a checksum begins with: these letters, then the CRC-32 of all that follows. */
const mark = Buffer.from('rlcp');
const headerLength = mark.length + 4;

/** What V8 begins its structured clones with: a checkpoint from before there were checksums. */
const withoutChecksum = 0xff;

/** As bytes: V8's structured clone, which keeps every bit of numbers and typed arrays, and which later Nodes read. */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const content = serialize({ format, ...checkpoint });
  const header = Buffer.alloc(headerLength);
  mark.copy(header);
  header.writeUInt32BE(crc32(content), mark.length);
  return Buffer.concat([header, content]);
}

/** @throws RunError with the reason, about the checkpoint as "it", if nobody can go on from there. */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const found = read(contentOf(bytes));
  if (found.format === format) return found;
  throw new RunError(`it is of format ${found.format}, this rl-bench reads ${format}`);
}

function contentOf(bytes: Uint8Array): Uint8Array {
  if (bytes[0] === withoutChecksum) return bytes;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const content = buffer.subarray(headerLength);
  const isMarked = buffer.length > headerLength && buffer.subarray(0, mark.length).equals(mark);
  if (isMarked && buffer.readUInt32BE(mark.length) === crc32(content)) return content;
  throw new RunError('its bytes are not those that were written');
}

function read(content: Uint8Array): Checkpoint & { readonly format: number } {
  try {
    const found = deserialize(content) as Partial<Checkpoint & { readonly format: number }>;
    if (Number.isInteger(found.format) && Number.isInteger(found.updates) && found.players?.length) {
      return found as Checkpoint & { readonly format: number };
    }
  } catch {
    // V8's words about it mean nothing to a reader.
  }
  throw new RunError('its bytes are not those that were written');
}
