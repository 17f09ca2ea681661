import {
  actionLength,
  environments,
  makeEnv,
  RandomStream,
  stepResult,
  type VectorEnv,
} from '../../../envs/index.ts';
import { formatCount } from '../../text/format.ts';
import type { Column } from '../../text/table.ts';
import { wrapped } from '../../text/wrapped.ts';
import { defineTopic, type Measured, type TimedWork } from '../topic.ts';
import { whyNot } from '../why-not.ts';

interface Case {
  readonly env: string;
  readonly copies: number;
}

interface Row {
  readonly env: string;
  /** Of all copies together, by their number; nothing where it cannot be measured. */
  readonly stepsPerCpuSecond: Readonly<Record<string, number>>;
  /** Why it is not measured; null where it is. */
  readonly why: string | null;
}

/** Steps of every copy between two looks at the clock. */
const stepsOfCall = 64;

/** How fast each environment goes when nobody learns. */
export const environmentTopic = defineTopic<Case, Row>({
  name: 'environments',
  title: 'Steps of each environment by a random policy',
  // Environments know no tensors; who computes these makes no difference.
  backends: ['simd'],
  cases: ({ quick }) =>
    runnable().flatMap((env) => (quick ? [8] : [1, 8]).map((copies): Case => ({ env, copies }))),
  prepare: randomSteps,
  rows: (results) =>
    byThemselves().map((name) => ({
      env: name,
      stepsPerCpuSecond: ratesOf(name, results),
      why: whyNotHere(name) ?? null,
    })),
  columns: [
    { header: 'environment', cell: ({ env }) => env },
    columnOf('1', 'steps/s, 1 copy'),
    columnOf('8', '8 copies'),
  ],
  notes: (rows) => [
    'Of all copies together, in a second of CPU; actions are drawn uniformly before.',
    ...rows.flatMap(({ why }) => (why === null ? [] : wrapped(`Not measured: ${why}`).split('\n'))),
  ],
});

/** Those that are around no other one. */
function byThemselves(): string[] {
  const own = environments.entries().filter(({ wraps }) => wraps !== true);
  return own.map(({ name }) => name);
}

function whyNotHere(env: string): string | undefined {
  return whyNot(() => makeEnv(env, { size: 1 }));
}

function runnable(): string[] {
  return byThemselves().filter((name) => whyNotHere(name) === undefined);
}

function ratesOf(env: string, results: readonly Measured<Case>[]): Record<string, number> {
  const own = results.filter((result) => result.case.env === env);
  return Object.fromEntries(own.map((result) => [result.case.copies, 1 / result.by.simd.cpuSeconds]));
}

function columnOf(copies: string, header: string): Column<Row> {
  return {
    header,
    align: 'right',
    cell: ({ stepsPerCpuSecond }) => formatCount(stepsPerCpuSecond[copies]),
  };
}

/** Episodes of all copies, one after the other. A unit is a step of one copy, by all of a team. */
export function randomSteps({ env: name, copies }: Case): TimedWork {
  const { agents } = makeEnv(name, { size: 1 }).spec;
  const env = makeEnv(name, { size: copies * agents, copies });
  env.reset(Array.from({ length: env.size }, (_, row) => RandomStream.of(1, 'environment', row)));
  const actions = Array.from({ length: stepsOfCall }, (_, step) => randomActions(env, step));
  const outcome = stepResult(env);
  return {
    work() {
      for (const chosen of actions) env.step(chosen, outcome);
      const [fault] = env.faults.values();
      if (fault !== undefined) throw new Error(fault);
      return copies * stepsOfCall;
    },
  };
}

/** Within ±1 where a component has no bounds. */
function randomActions({ size, spec: { actionSpace } }: VectorEnv, step: number): Float32Array {
  const stream = RandomStream.of(1, 'action', step);
  const length = actionLength(actionSpace);
  return Float32Array.from({ length: size * length }, (_, at) => {
    if (actionSpace.kind === 'discrete') return stream.integer(actionSpace.n);
    const [low, high] = [actionSpace.low[at % length]!, actionSpace.high[at % length]!];
    return Number.isFinite(high - low) ? stream.uniform(low, high) : stream.uniform(-1, 1);
  });
}
