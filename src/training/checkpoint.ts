import { deserialize, serialize } from 'node:v8';
import { crc32 } from 'node:zlib';
import type { SavedControl } from '../controllers/control.ts';
import { RunError } from '../errors.ts';
import type { MemberRow } from '../tensors/member-rows.ts';
import type { SavedLearner } from './learner.ts';

/** All that a player depends on between two updates. Plain data. */
export interface SavedPlayer {
  readonly learner: SavedLearner;
  /** What its workload has saved of it. */
  readonly workload: unknown;
  /** The gradient that the next one is compared with; null before the first. */
  readonly gradient: MemberRow | null;
  /** What its controllers and diagnostics remember; only where it has some. */
  readonly control?: SavedControl | undefined;
}

/** Where a member stands between two updates: going on from here computes what would have been computed without a stop. */
export interface Checkpoint {
  readonly updates: number;
  readonly evaluationsDone: number;
  /** The highest mean return of its evaluations, where the policy that had it is kept. */
  readonly best?: number | undefined;
  /** Seconds of training so far. */
  readonly wallS: number;
  /** One, or one an agent of the team. */
  readonly players: readonly SavedPlayer[];
}

/** Counts the changes of what stands in a checkpoint. */
const format = 2;

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
  const { format: found, ...checkpoint } = read(contentOf(bytes));
  if (found === format) return checkpoint;
  if (found === 1) return fromFormat1(checkpoint as unknown as CheckpointOfFormat1);
  throw new RunError(`it is of format ${found}, this rl-bench reads ${format} and 1`);
}

/** Before there were workloads, what belongs to one stood beside the rest. */
interface CheckpointOfFormat1 extends Omit<Checkpoint, 'players'> {
  readonly episodes: number;
  readonly players: readonly Omit<SavedPlayer, 'workload'>[];
}

function fromFormat1({ episodes, players, ...checkpoint }: CheckpointOfFormat1): Checkpoint {
  return {
    ...checkpoint,
    players: players.map(({ learner, gradient, ...workload }) => ({
      learner,
      gradient,
      workload: { episodes, ...workload },
    })),
  };
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
