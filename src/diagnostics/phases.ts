/** What training spends its time on; `rest` is all that nobody has claimed. */
export const phases = [
  'acting',
  'environment',
  'learning',
  'statistics',
  'diagnostics',
  'evaluation',
  'sqlite',
  'rest',
] as const;
export type UpdatePhase = (typeof phases)[number];

/** Seconds of the clock in each phase. */
export type PhaseTimes = Readonly<Record<UpdatePhase, number>>;

/** One ledger for the process, since one population trains in it at a time; null while nobody measures. */
let ledger: { readonly times: Record<UpdatePhase, number>; phase: UpdatePhase; since: number } | null = null;

/**
 * Does some work and, while someone measures, books its time to a phase. Phases may nest: time is booked to the innermost
 * one only. When nobody measures, this is the call of `work` and nothing else.
 */
export function inPhase<T>(phase: UpdatePhase, work: () => T): T {
  if (ledger === null) return work();
  const outer = ledger.phase;
  turnTo(phase);
  let pending = false;
  try {
    const result = work();
    if (!(result instanceof Promise)) return result;
    pending = true;
    return result.finally(() => turnTo(outer)) as T;
  } finally {
    if (!pending) turnTo(outer);
  }
}

/** Does some work and says where its time went. One measurement at a time. */
export async function measurePhases(work: () => Promise<void>): Promise<PhaseTimes> {
  const times = Object.fromEntries(phases.map((phase) => [phase, 0])) as Record<UpdatePhase, number>;
  ledger = { times, phase: 'rest', since: performance.now() };
  try {
    await work();
    turnTo('rest');
  } finally {
    ledger = null;
  }
  return times;
}

/** Books the time since the last turn, then lets it run on another account. */
function turnTo(phase: UpdatePhase): void {
  if (ledger === null) return;
  const now = performance.now();
  ledger.times[ledger.phase] += (now - ledger.since) / 1000;
  ledger.phase = phase;
  ledger.since = now;
}
