import { describe, expect, test } from 'vitest';
import { askedRows } from '../../../src/report/figures/draw-figures.ts';
import { paletteOf } from '../../../src/report/figures/index.ts';
import { switchDormancy } from '../../../src/report/figures/switch-dormancy.ts';
import { switches } from '../../../src/report/figures/switches.ts';
import { switchesSection } from '../../../src/report/page/switches-section.ts';
import { overSwitches } from '../../../src/report/switches/over-switches.ts';
import { type PeriodRow, periodsQuery } from '../../../src/report/switches/periods-query.ts';
import { switchedTasks, switchesText } from '../../../src/report/switches/switches-text.ts';
import { newStore } from '../../store/new-store.ts';
import { end, evaluation, measurement, newExperiment, update } from '../../store/records.ts';

// What it is around has parentheses and a setting of the same name.
const env = 'switching(made("a)",every=7),every=1000,gravity=[20,5],permute=true)';

interface Made {
  readonly optimizer: string;
  readonly seed: number;
  /** Returns of evaluations by environment steps. */
  readonly returns: Readonly<Record<number, number>>;
  /** Shares of dormant units of two layers by environment steps of updates. */
  readonly dormant?: Readonly<Record<number, readonly [number, number]>>;
  readonly diverges?: true;
  readonly env?: string;
}

function storeOf(runs: readonly Made[]) {
  const store = newStore();
  const { experimentId, runIds } = store.createExperiment(
    newExperiment(runs.map(({ optimizer, seed, env: own = env }) => ({ optimizer, seed, env: own }))),
  );
  store.startRuns(runIds);
  runs.forEach(({ returns, dormant = {}, diverges }, member) => {
    const steps = [...new Set([...Object.keys(returns), ...Object.keys(dormant)].map(Number))].sort(
      (a, b) => a - b,
    );
    store.write(runIds, [
      ...steps.flatMap((envStep, updateIndex) => [
        ...(updateIndex === 0 ? [] : [update({ member, updateIndex, envStep })]),
        ...(returns[envStep] === undefined
          ? []
          : [evaluation({ member, updateIndex, envStep, meanReturn: returns[envStep]! })]),
        ...(dormant[envStep] ?? []).map((value, layer) =>
          measurement({ member, updateIndex, source: 'dormant(tau=0.2)', quantity: `actor.${layer}`, value }),
        ),
      ]),
      end({ member, status: diverges ? 'diverged' : 'finished', error: diverges ? 'not finite' : null }),
    ]);
  });
  return { db: store.db, id: experimentId };
}

/** Three periods and the beginning of a fourth; the evaluation at the second switch is of the second period. */
const learner = (seed: number, less = 0): Made => ({
  optimizer: 'MILO',
  seed,
  returns: { 0: 10, 400: 50, 900: 100 + seed, 1001: 20, 2000: 90 - less, 2600: 80 - less, 3001: 15 },
});

describe('what a run has shown between switches', () => {
  const shown = () => {
    const { db, id } = storeOf([
      { ...learner(1), dormant: { 400: [0.1, 0.3], 1000: [0.5, 0.5], 1900: [0.6, 0.8] } },
      { optimizer: 'MILO', seed: 2, returns: { 0: 12, 600: 40, 1200: 30 }, diverges: true },
      { optimizer: 'MILO', seed: 1, returns: { 0: 1, 900: 2 }, env: 'cartpole' },
    ]);
    const rows = askedRows(db, periodsQuery(id)) as PeriodRow[];
    return (seed: number) => rows.filter((row) => row.seed === seed).sort((a, b) => a.period - b.period);
  };

  test('is read off evaluations by their steps, those of a switch being of the task before it', () => {
    const of = shown();
    expect(new Set([1, 2].flatMap(of).map((row) => row.every))).toEqual(new Set([1000]));
    expect(of(1)).toMatchObject([
      { period: 0, after: 10, before: 101, mean: (10 + 50 + 101) / 3 },
      { period: 1, after: 20, before: 90, mean: 55 },
      { period: 2, after: null, before: 80, mean: 80 },
      { period: 3, after: 15, before: null, mean: null },
    ]);
  });

  test('counts updates for the task that their last step was made in', () => {
    expect(shown()(1).map(({ dormant }) => dormant)).toMatchObject([
      expect.closeTo(0.35, 12),
      expect.closeTo(0.7, 12),
      null,
      null,
    ]);
  });

  test('counts what a diverged run did not live to see as the worst', () => {
    expect(shown()(2)).toMatchObject([
      { period: 0, after: 12, before: 40 },
      { period: 1, after: 30, before: 10 },
      { period: 2, after: 10, before: 10 },
      { period: 3, after: 10, before: null },
    ]);
  });

  test('counts an evaluation after the whole updates of a budget for the task that the budget ends in', () => {
    const { db, id } = storeOf([{ optimizer: 'MILO', seed: 1, returns: { 0: 1, 900: 2, 1024: 3 } }]);
    db.exec('update runs set total_timesteps = 1000');
    expect(askedRows(db, periodsQuery(id))).toMatchObject([{ period: 0, after: 1, before: 3 }]);
  });

  test('is nothing where nothing switches', () => {
    const other = storeOf([{ optimizer: 'MILO', seed: 1, returns: { 0: 1, 900: 2 }, env: 'cartpole' }]);
    expect(askedRows(other.db, periodsQuery(other.id))).toEqual([]);
    expect(switchesText(switchedTasks(other.db, other.id), 80)).toBe('');
    expect(switches.draw([], paletteOf([]))).toBeUndefined();
    expect(switchDormancy.draw([], paletteOf([]))).toBeUndefined();
  });
});

describe('optimizers over switches', () => {
  const made = () => {
    const { db, id } = storeOf([
      ...[1, 2, 3].map((seed) => learner(seed)),
      ...[1, 2, 3].map((seed) => ({
        ...learner(seed, 10 * seed),
        optimizer: 'ADAM',
        dormant: { 400: [0, 0.5], 2600: [0.5, 1] } as const,
      })),
    ]);
    return { db, id, rows: askedRows(db, periodsQuery(id)) as PeriodRow[] };
  };

  test('are held against themselves, seed by seed, and ranked by the end of the last period', () => {
    const [{ every, periods, optimizers }] = overSwitches(made().rows) as [
      ReturnType<typeof overSwitches>[0],
    ];
    expect({ every, periods }).toEqual({ every: 1000, periods: 3 });
    expect(optimizers).toMatchObject([
      // At the first switch from 101, 102, 103 to 20; at the second nothing was looked at; at the third from 80 to 15.
      {
        optimizer: 'MILO',
        seeds: 3,
        first: 102,
        last: 80,
        change: { mean: -22 },
        atSwitches: { mean: (-82 - 65) / 2 },
        dormant: undefined,
      },
      { optimizer: 'ADAM', first: 102, last: 60, change: { mean: -42 }, dormant: [0.25, 0.75] },
    ]);
    const [low, high] = optimizers[1]!.change!.interval!;
    expect(low).toBeGreaterThanOrEqual(-53);
    expect(high).toBeLessThanOrEqual(-31);
    expect(low).toBeLessThan(high);
  });

  test('stand in the terminal, on the page and in figures', () => {
    const { db, id, rows } = made();
    const tasks = switchedTasks(db, id);
    const text = switchesText(tasks, 80);
    expect(text).toMatch(/Over switches:\s+switching\(.*3\s+periods of\s+1k steps/s);
    expect(text).toMatch(/^MILO .*102.* 80.*-22/m);
    expect(text).toMatch(/^ADAM .*25 → 75/m);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(switchesSection(tasks).source).toContain('25 → 75');
    const palette = paletteOf(['MILO', 'ADAM']);
    const drawn = switches.draw(rows, palette)!;
    expect(drawn.panels.map(({ title }) => title)).toEqual([
      'before each switch',
      'after each switch',
      'mean of each period',
    ]);
    expect(drawn.caption).toContain('3 seeds');
    expect(drawn.legend).toEqual(['ADAM', 'MILO']);
    expect(switchDormancy.draw(rows, palette)!.panels).toHaveLength(1);
  });

  test('have no interval of two seeds', () => {
    const two = made().rows.filter(({ seed }) => seed < 3);
    expect(overSwitches(two)[0]!.optimizers[0]!.change).toEqual({ mean: -21.5, interval: undefined });
  });
});
