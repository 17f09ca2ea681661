import { expect, test } from 'vitest';
import { askedRows } from '../../../src/report/figures/draw-figures.ts';
import { paletteOf } from '../../../src/report/figures/index.ts';
import { timeProfiles } from '../../../src/report/figures/time-profiles.ts';
import type { Made } from '../../store/made-runs.ts';
import { made } from '../compare/made-experiment.ts';
import { reaching } from '../profiles/reaching.ts';

function drawn(...runs: readonly (readonly Made[])[]) {
  const rows = askedRows(made(...runs).db, timeProfiles.sql(1));
  return timeProfiles.draw(rows as never, paletteOf(['FAST', 'SLOW']));
}

test('is drawn in steps and seconds, with B and what its interval is over', () => {
  const figure = drawn(
    reaching('cartpole', 'FAST', [2, 2, 2]),
    reaching('cartpole', 'SLOW', [4, 4, 4]),
    reaching('acrobot', 'FAST', [3, 3, 3]),
    reaching('acrobot', 'SLOW', [null, null, null]),
  )!;
  expect(figure.panels.map(({ title }) => title)).toEqual(['steps, 2 tasks', 'seconds, 2 tasks']);
  // SLOW is within τ on one of two tasks from 2 to 4: B = 1/3.
  expect(figure.panels[0]!.svg).toContain('SLOW: B 0.33 [0.33, 0.33]');
  expect(figure.panels[0]!.svg).toContain('FAST: B 1.00 [1.00, 1.00]');
  expect(figure.caption).toContain('95\u00a0% bootstrap interval over the seeds of each task and optimizer');
});

test('says that two seeds have no interval', () => {
  const figure = drawn(
    reaching('cartpole', 'FAST', [2, 2]),
    reaching('cartpole', 'SLOW', [4, 4]),
    reaching('acrobot', 'FAST', [3, 3]),
    reaching('acrobot', 'SLOW', [5, 5]),
  )!;
  expect(figure.caption).toContain('No interval: fewer than 3 seeds cannot say how sure this is.');
});

test('shows nothing of one task, of one optimizer, and where nobody gets there', () => {
  expect(drawn(reaching('cartpole', 'FAST', [2, 2]), reaching('cartpole', 'SLOW', [4, 4]))).toBeUndefined();
  expect(drawn(reaching('cartpole', 'FAST', [2, 2]), reaching('acrobot', 'FAST', [4, 4]))).toBeUndefined();
  const never = ['cartpole', 'acrobot'].flatMap((env) =>
    ['FAST', 'SLOW'].map((name) => reaching(env, name, [null, null])),
  );
  expect(drawn(...never)).toBeUndefined();
});

test('leaves out an optimizer of which halving has dropped settings', () => {
  const runs = ['cartpole', 'acrobot'].flatMap((env) =>
    ['FAST', 'SLOW', 'HALVED'].map((name) => reaching(env, name, [2, 2, 2])),
  );
  const { db } = made(...runs);
  db.exec("update runs set status = 'dropped' where optimizer = 'HALVED' and seed = 1");
  const rows = askedRows(db, timeProfiles.sql(1)) as { readonly optimizer: string }[];
  expect(new Set(rows.map(({ optimizer }) => optimizer))).toEqual(new Set(['FAST', 'SLOW']));
});
