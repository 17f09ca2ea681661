import type { MemberRow } from '../tensors/member-rows.ts';
import type { Workload } from './workload.ts';

/** A population as it stands between two updates. */
export interface PopulationView {
  /** What it trains, which may have more to show. */
  readonly workload: Workload;
  /** Of each player, what it would be judged by now: one vector, as the layout of its parameters has it. */
  parameters(): Promise<MemberRow[]>;
}

/**
 * Shown a population before its first update and after each one; training waits for it. It must change nothing, and
 * keeps nothing of what it is shown without a copy.
 */
export type PopulationObserver = (view: PopulationView) => Promise<void>;
