import { describe, expect, test } from 'vitest';
import { readClaim } from '../../src/claims/claim-file.ts';
import { openDatabase } from '../../src/store/sqlite.ts';
import type { StudyPoint } from '../../src/studies/index.ts';
import { lrSpike } from '../../src/studies/lr-spike.ts';
import {
  judgeSpike,
  radiusSeries,
  spikePoints,
  spikeSeries,
  spikeTrainings,
} from '../../src/studies/spike-series.ts';
import { planStudy } from '../../src/sweep/run/run-study.ts';

/** Two seeds of every series, two points of each, of which the last counts. */
function pointsOf(last: Readonly<Record<string, readonly [number, number]>>): StudyPoint[] {
  return Object.entries(last).flatMap(([series, values]) =>
    values.flatMap((y, index) => [
      { series, seed: index + 1, x: 1, y: 1000 },
      { series, seed: index + 1, x: 2, y },
    ]),
  );
}

const saved = {
  [spikeSeries.plain]: [9, 20],
  [spikeSeries.gradient_clip]: [9, 26],
  [spikeSeries.ghosts]: [150, 400],
  [spikeSeries.update_clip]: [300, 320],
  [spikeSeries.unspiked]: [250, 260],
} as const;
const published = { collapsed: 26, survived: 217 };
const radius = (y: number): StudyPoint => ({ series: radiusSeries, seed: 1, x: 5, y });

describe('a spike of the learning rate', () => {
  test('is survived where GHOSTS saves what is ruined without it', () => {
    const made = judgeSpike([...pointsOf(saved), radius(0.05)], 'return', published, 0.06);
    expect(made.verdict).toBe('holds');
    expect(made.sentences[0]).toContain(
      '14.5 without a controller, 17.5 with the gradient clipped, 275 with',
    );
    expect(made.sentences[1]).toContain('the best ends at 26, with GHOSTS the worst at 150');
    expect(made.beside.map(({ here }) => here)).toEqual(['26', '275', '0.05']);
  });

  test.each([
    ['nothing is ruined', { [spikeSeries.gradient_clip]: [9, 100] as const }, 0.05],
    ['GHOSTS does not save the half of it', { [spikeSeries.ghosts]: [30, 200] as const }, 0.05],
    ['one with GHOSTS is as bad as the ruined', { [spikeSeries.ghosts]: [26, 490] as const }, 0.05],
    ['steps without a spike come near the radius', {}, 0.2],
  ])('is not where %s', (_, others, r) => {
    const points = [...pointsOf({ ...saved, ...others }), radius(r)];
    expect(judgeSpike(points, 'return', published, 0.06).verdict).toBe('does not hold');
  });

  test('cannot be judged without a series', () => {
    const { [spikeSeries.update_clip]: _, ...others } = saved;
    expect(judgeSpike(pointsOf(others), 'return', published).verdict).toBe('cannot be said');
  });

  test('takes scores of every training, and the radius of the one without a spike', () => {
    const experiments = Object.fromEntries(spikeTrainings.map((name, index) => [name, index + 1]));
    const asked: (string | number)[] = [];
    const points = spikePoints(
      {
        experiments,
        ask: <Row extends object>(_sql: string, ...parameters: (string | number)[]): Row[] => {
          asked.push(...parameters);
          return [{ seed: 1, x: 1, y: 0.01 }] as unknown as Row[];
        },
      },
      (_, experiment) => [{ seed: 1, x: 1, y: experiment }],
    );
    expect(asked).toEqual([experiments.unspiked]);
    expect(points.map(({ series, y }) => [series, y])).toEqual([
      ...Object.values(spikeSeries).map((series, index) => [series, index + 1]),
      [radiusSeries, 0.01],
    ]);
  });

  test.each(['lr-spike', 'lr-spike-digits'])('%s spikes all trainings but the last', (name) => {
    const { trainings, origin } = readClaim(name);
    const labels = Object.values(trainings).map((study) => {
      const plan = planStudy({ study: { ...study, seeds: 1 }, origin });
      return plan.populations.map(({ label }) => label).join();
    });
    expect(labels.map((label) => label.includes('LR_SPIKE'))).toEqual([true, true, true, true, false]);
    expect(labels[2]).toMatch(/^GHOSTS\(LR_SPIKE/);
  });

  test('averages the episodes of a window of steps', () => {
    const db = openDatabase(':memory:');
    db.exec(`create table runs (id, experiment_id, seed);
      create table episodes (run_id, env_step, return);
      create table measurements (run_id, update_index, quantity, value);
      insert into runs values (1, 7, 3);
      insert into episodes values (1, 1, 10), (1, 100, 20), (1, 101, 50), (1, 350, 60);
      insert into measurements values (1, 1, 'ghosts.r', 0.5), (1, 1, 'ghosts.rho', 9);`);
    const ask = <Row extends object>(sql: string, ...parameters: (string | number)[]) =>
      db.prepare<(string | number)[], Row>(sql).all(...parameters);
    const experiments = Object.fromEntries(spikeTrainings.map((name) => [name, 7]));
    const { summarise } = lrSpike as Extract<typeof lrSpike, { summarise: unknown }>;
    const points = summarise({ ask, experiments, settings: { window: 100 } });
    expect(points.filter(({ series }) => series === spikeSeries.ghosts).map(({ x, y }) => [x, y])).toEqual([
      [100, 15],
      [200, 50],
      [400, 60],
    ]);
    expect(points.at(-1)).toEqual({ series: radiusSeries, seed: 3, x: 1, y: 0.5 });
    db.close();
  });
});
