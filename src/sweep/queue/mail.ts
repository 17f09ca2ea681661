import { deserialize, serialize } from 'node:v8';
import type { Bits } from '../../backends/bits/index.ts';
import type { TrainingRecord } from '../../results/index.ts';
import type { Assignment } from '../run/worker-messages.ts';

/** Of whom a message is: one attempt of one agent at one unit. */
interface FromAttempt {
  readonly unit: string;
  /** A name that no other attempt has. */
  readonly attempt: string;
}

/** Wants to train a unit. */
export interface Ask extends FromAttempt {
  readonly kind: 'ask';
  readonly agent: string;
  readonly bits: Bits;
}

/** What the owner of a unit reports; `sequence` counts its messages, so that one that was lost is missed. */
export type OwnersMessage = FromAttempt & { readonly sequence: number } & (
    | { readonly kind: 'records'; readonly records: readonly TrainingRecord[] }
    /** It trains no more of the unit: all members have ended, or it was told to stop. */
    | { readonly kind: 'done' }
    | { readonly kind: 'failed'; readonly message: string }
    /** The process that trained has died. */
    | { readonly kind: 'died'; readonly reason: string }
  );

/** What an agent says to the writer. */
export type Mail = Ask | OwnersMessage;

/** What the writer answers to who wants to train a unit. */
export type Answer =
  | { readonly kind: 'train'; readonly assignment: Assignment }
  /** It is over, or belongs to nobody any more. */
  | { readonly kind: 'nothing' }
  /** Another agent is to do it. */
  | { readonly kind: 'elsewhere' };

/** Structured clones carry NaN, infinities and typed arrays, as between a command and its workers. */
export function packed(message: Mail | Answer): Buffer {
  return serialize(message);
}

export function unpacked<T extends Mail | Answer>(bytes: Buffer): T {
  return deserialize(bytes) as T;
}
