import { describe, expect, test } from 'vitest';
import { makeOptimizer } from '../../src/optimizers/index.ts';
import { evaluationParams } from './golden-suite.ts';
import { slope } from './quadratic.ts';
import { advance, type Member, memberValues, start } from './trial.ts';

const initial: Member = { p: { shape: [1, 3], values: [0.1, -7, 3] } };

/** What is trained and what is evaluated, before the first update and after each. */
function train(spec: string, steps: number, progress = (_step: number) => 0) {
  const optimizer = makeOptimizer(spec);
  let trial = start(optimizer, [initial]);
  const seen = () => ({
    trained: memberValues(trial.params, 0)[0]!,
    evaluated: memberValues(evaluationParams(optimizer, trial), 0)[0]!,
  });
  const all = [seen()];
  for (let step = 1; step <= steps; step++) {
    const context = { step, progress: progress(step), gradientAt: slope(1) };
    trial = advance(optimizer, trial, slope(1)(trial.params), context);
    all.push(seen());
  }
  return all;
}

function expectClose(found: readonly number[], wanted: readonly number[]): void {
  expect(found).toHaveLength(wanted.length);
  found.forEach((value, i) => {
    expect(value).toBeCloseTo(wanted[i]!, 4);
  });
}

/** Σ weight · value / Σ weight, number by number. */
function weightedMean(rows: readonly (readonly number[])[], weight: (row: number) => number): number[] {
  const total = rows.reduce((sum, _, row) => sum + weight(row), 0);
  return rows[0]!.map((_, i) => rows.reduce((sum, values, row) => sum + weight(row) * values[i]!, 0) / total);
}

describe.each(['EMA', 'POLYAK'])('%s', (name) => {
  test('of parameters that stay is these parameters, to the bit', () => {
    for (const { trained, evaluated } of train(`${name}(SGD(lr=0))`, 20)) {
      expect(evaluated).toEqual(trained);
    }
  });

  test('trains as what it wraps', () => {
    const plain = train('ADAM(lr=0.1)', 5).map(({ trained }) => trained);
    expect(train(`${name}(ADAM(lr=0.1))`, 5).map(({ trained }) => trained)).toEqual(plain);
  });

  test('is the parameters themselves before the first update and after it', () => {
    const [before, after] = train(`${name}(SGD(lr=0.3))`, 1);
    expect(before!.evaluated).toEqual(before!.trained);
    expectClose(after!.evaluated, after!.trained);
  });

  test('averages parameters as they really were, inside of what changes updates too', () => {
    for (const outer of ['HYPER', 'CAUTIOUS']) {
      const inside = train(`${outer}(${name}(SGD(lr=0.1,momentum=0.9)))`, 12);
      const outside = train(`${name}(${outer}(SGD(lr=0.1,momentum=0.9)))`, 12);
      expect(inside).toEqual(outside);
    }
  });
});

test('EMA weighs the newest parameters most and corrects for its short past', () => {
  const rows = train('EMA(SGD(lr=0.2),decay=0.8)', 9);
  const trained = rows.slice(1).map((row) => row.trained);
  expectClose(
    rows.at(-1)!.evaluated,
    weightedMean(trained, (row) => 0.8 ** (8 - row)),
  );
});

test('POLYAK is the mean of the parameters after every update', () => {
  const rows = train('POLYAK(SGD(lr=0.2))', 9);
  const trained = rows.slice(1).map((row) => row.trained);
  expectClose(
    rows.at(-1)!.evaluated,
    weightedMean(trained, () => 1),
  );
});

test('POLYAK of a suffix begins where that part of training begins, and is the parameters until then', () => {
  // Progress as training counts it: what was spent before the update.
  const rows = train('POLYAK(SGD(lr=0.2),suffix=0.4)', 10, (step) => (step - 1) / 10);
  for (const { trained, evaluated } of rows.slice(0, 7)) expectClose(evaluated, trained);
  const suffix = rows.slice(6).map((row) => row.trained);
  expectClose(
    rows.at(-1)!.evaluated,
    weightedMean(suffix, () => 1),
  );
});

test('An average of an average is of what the inner one evaluates', () => {
  const inner = train('POLYAK(SGD(lr=0.2))', 7).slice(1);
  const outer = train('EMA(POLYAK(SGD(lr=0.2)),decay=0.5)', 7).at(-1)!;
  expectClose(
    outer.evaluated,
    weightedMean(
      inner.map((row) => row.evaluated),
      (row) => 0.5 ** (6 - row),
    ),
  );
});
