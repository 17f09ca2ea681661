import type { MemberRow } from '../tensors/member-rows.ts';
import type { Lesson } from './learn.ts';

/** A population as it stands between two updates. */
export interface Standing {
  /** Of each player, what it would be judged by now: one vector, as the layout of its networks has it. */
  parameters(): Promise<MemberRow[]>;
  /** What each player has learned from last; the buffers are filled anew by the next update. */
  lessons(): readonly Lesson[];
}

/**
 * Shown a population before its first update and after each one; training waits for it. It must change nothing, and
 * keeps nothing of what it is shown without a copy.
 */
export type Witness = (standing: Standing) => Promise<void>;
