import { describe, expect, test } from 'vitest';
import {
  type BenchBackend,
  backends,
  type Measured,
  type Measurement,
  type Topic,
} from '../../src/bench/topic.ts';
import { topics } from '../../src/bench/topics/index.ts';
import { phases } from '../../src/diagnostics/phases.ts';
import { table } from '../../src/text/table.ts';

/** As if every case had been measured: each backend takes twice the time of the one before. */
function madeUp(topic: Topic, quick: boolean): Measured<unknown>[] {
  const by = Object.fromEntries(
    backends.map((name, index): [BenchBackend, Measurement] => {
      const seconds = 0.0123 * 2 ** index;
      const facts = {
        ...Object.fromEntries(phases.map((phase) => [phase, 1 / phases.length])),
        ...{ kernelCalls: 54, cpuSeconds: seconds, seconds: 2 * seconds, peakBytes: 123e6 },
      };
      return [name, { cpuSeconds: seconds, wallSeconds: 2 * seconds, facts }];
    }),
  ) as { [name in BenchBackend]: Measurement };
  return topic.cases({ quick }).map((given) => ({ case: given, by }));
}

test('no two topics share a name', () => {
  expect(new Set(topics.map(({ name }) => name)).size).toBe(topics.length);
});

describe.each(topics.map((topic) => [topic.name, topic] as const))('%s', (_name, topic) => {
  test('its table and notes fit 80 columns', () => {
    const rows = topic.rows(madeUp(topic, false));
    const lines = [topic.title, ...table(topic.columns, rows).split('\n'), ...topic.notes(rows)];
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
  });

  test('a quick look has fewer cases or smaller ones', () => {
    expect(topic.cases({ quick: true })).not.toEqual(topic.cases({ quick: false }));
    expect(topic.cases({ quick: true }).length).toBeLessThanOrEqual(topic.cases({ quick: false }).length);
  });

  test('cases and rows are plain data', () => {
    const rows = topic.rows(madeUp(topic, true));
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.parse(JSON.stringify(rows))).toEqual(rows);
    expect(structuredClone(topic.cases({ quick: true }))).toEqual(topic.cases({ quick: true }));
  });
});

test.each(['kernels', 'ppo'])('%s: a ratio is the time of the other over that of simd', (name) => {
  const topic = topics.find((each) => each.name === name)!;
  for (const row of topic.rows(madeUp(topic, true))) {
    expect(row).toMatchObject({ timesAsFastAs: { 'stock-wasm': 2, cpu: 4 } });
  }
});

test('training: a step in 0.0246 s on the clock and 0.0123 s of CPU is so many a second, in a row for each size and way', () => {
  const topic = topics.find(({ name }) => name === 'training')!;
  const rows = topic.rows(madeUp(topic, true)) as {
    backend: string;
    seeds: number;
    stepsPerSecond: number;
    stepsPerCpuSecond: number;
  }[];
  const sizes = [1, 1, 1, 8, 8, 8, 64, 64, 64];
  expect(rows.map(({ seeds }) => seeds)).toEqual(sizes);
  expect(rows.map(({ backend }) => backend)).toEqual(
    sizes.map((_, place) => ['simd', 'simd-no-native', 'simd-no-replay'][place % 3]),
  );
  const [row] = rows;
  expect(row!.stepsPerSecond).toBeCloseTo(1 / 0.0246);
  expect(row!.stepsPerCpuSecond).toBeCloseTo(1 / 0.0123);
});
