import { afterEach, expect, test, vi } from 'vitest';
import { parseCall } from '../../src/call-expression.ts';
import { inPhase, measurePhases } from '../../src/diagnostics/phases.ts';
import { trainPopulation } from '../../src/workloads/train-population.ts';
import { smallPlan } from '../training/small-plan.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** A clock that stands still but for what this passes. */
function clock(): (seconds: number) => void {
  let now = 5000;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  return (seconds) => {
    now += seconds * 1000;
  };
}

test('time goes to the innermost phase, and to the rest outside of all', async () => {
  const pass = clock();
  const times = await measurePhases(async () => {
    pass(1);
    inPhase('learning', () => {
      pass(2);
      inPhase('statistics', () => pass(4));
      pass(8);
    });
    pass(16);
    await inPhase('acting', async () => {
      pass(32);
      await Promise.resolve();
      pass(64);
    });
    pass(128);
  });
  expect(times).toMatchObject({ learning: 10, statistics: 4, acting: 96, rest: 145 });
  expect(times).toMatchObject({ environment: 0, diagnostics: 0, evaluation: 0, sqlite: 0 });
});

test('a phase that fails ends too', async () => {
  const pass = clock();
  const times = await measurePhases(async () => {
    expect(() =>
      inPhase('sqlite', () => {
        pass(1);
        throw new Error('full');
      }),
    ).toThrow('full');
    pass(2);
  });
  expect(times).toMatchObject({ sqlite: 1, rest: 2 });
});

test('when nobody measures, only the work is done', () => {
  const now = vi.spyOn(performance, 'now');
  expect(inPhase('sqlite', () => 7)).toBe(7);
  expect(now).not.toHaveBeenCalled();
});

test('a measurement that failed does not go on', async () => {
  await expect(measurePhases(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  const now = vi.spyOn(performance, 'now');
  inPhase('sqlite', () => {});
  expect(now).not.toHaveBeenCalled();
});

test('training spends time in every phase but the writing, which is not its own', async () => {
  const plan = { ...smallPlan({}), diagnostics: [parseCall('dormant')] };
  const times = await measurePhases(async () => {
    for await (const _ of trainPopulation(plan));
  });
  const { sqlite, ...others } = times;
  expect(sqlite).toBe(0);
  for (const [phase, seconds] of Object.entries(others)) expect(seconds, phase).toBeGreaterThan(0);
});
