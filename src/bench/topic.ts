import type { Column } from '../text/table.ts';

/**
 * Who can be measured: a way of computing, in a process of its own. One more is one name here and how it is started in
 * `backend-worker.ts`.
 */
export const backends = [
  'simd',
  'stock-wasm',
  'cpu',
  'webgpu',
  'cuda',
  'simd-no-native',
  'simd-no-replay',
] as const;
export type BenchBackend = (typeof backends)[number];

/** Something to measure, ready to be done over and over. */
export interface TimedWork {
  /** Does the work once. @returns how many units of work that was. */
  work(): number | Promise<number>;
  /** What else the work has shown since this was last asked; plain numbers. */
  facts?(): Facts;
  /** True for what is known once it is done: work of other processes, however little CPU time it takes here, and counts. */
  readonly once?: boolean;
}

export type Facts = Readonly<Record<string, number>>;

/** What one backend took for one unit of a case: medians over the rounds. */
export interface Measurement {
  /** CPU time of the whole process, all its threads. */
  readonly cpuSeconds: number;
  /** Time on the clock, which a busy machine stretches. */
  readonly wallSeconds: number;
  readonly facts: Facts;
}

/** How much of a topic is asked for. */
export interface Scope {
  /** A look in place of a measurement: fewer and smaller cases. */
  readonly quick: boolean;
  /** Optimizers that the topic about them is narrowed to. */
  readonly optimizers?: readonly string[] | undefined;
}

/** A case, and what each of the topic's backends took for it. */
export interface Measured<Case> {
  readonly case: Case;
  readonly by: Readonly<Record<BenchBackend, Measurement>>;
}

/**
 * One question about speed: what is measured, on what, and the table that answers it. Both sides know every topic: the
 * command plans, compares and prints; the backends' processes do the work.
 */
export interface Topic<Case = unknown, Row extends object = object> {
  /** As `--only` takes it, and the key in the JSON answer. */
  readonly name: string;
  /** The heading of the table. */
  readonly title: string;
  readonly backends: readonly BenchBackend[];
  /** True for what is measured only where it is asked for: not every machine can. */
  readonly onlyIfAsked?: boolean;
  /** True where each case is measured by itself, from the quickest to the slowest, so that time can run out in between. */
  readonly caseByCase?: boolean;
  /** What is measured, as plain data that can be sent to another process. */
  cases(scope: Scope): readonly Case[];
  /** Called once a case in the backend's process. */
  prepare(given: Case, backend: BenchBackend): TimedWork | Promise<TimedWork>;
  /** The answer, as plain data: what JSON shows. */
  rows(results: readonly Measured<Case>[]): Row[];
  readonly columns: readonly Column<Row>[];
  /** What a reader of the table has to know. */
  notes(rows: readonly Row[]): readonly string[];
}

/** Ties a topic's cases and rows to the functions that take them. */
export function defineTopic<Case, Row extends object>(topic: Topic<Case, Row>): Topic {
  return topic as unknown as Topic;
}
