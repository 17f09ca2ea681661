import { expect, test } from 'vitest';
import { verdict } from '../../src/report/verdict.ts';
import type { Store } from '../../src/store/index.ts';
import { newStore } from '../store/new-store.ts';
import { end, evaluation, newExperiment } from '../store/records.ts';

/** An experiment whose optimizers end at these returns, seed by seed. */
function experiment(store: Store, returns: Readonly<Record<string, readonly number[]>>): number {
  const runs = Object.entries(returns).flatMap(([optimizer, own]) =>
    own.map((meanReturn, index) => ({ optimizer, seed: index + 1, meanReturn })),
  );
  const { experimentId, runIds } = store.createExperiment(
    newExperiment(runs.map(({ optimizer, seed }) => ({ optimizer, seed }))),
  );
  runs.forEach(({ meanReturn }, member) => {
    store.write(runIds, [evaluation({ member, meanReturn }), end({ member })]);
  });
  return experimentId;
}

function said(returns: Readonly<Record<string, readonly number[]>>): string {
  const store = newStore();
  return verdict(store.db, experiment(store, returns));
}

const ten = Array.from({ length: 10 }, (_, seed) => seed);

test('A run ends with who is better, by how much, and how sure that is', () => {
  const words = said({ MILO: ten.map((seed) => seed), ADAMW: ten.map((seed) => seed + 5) });
  expect(words.replaceAll(/\s+/g, ' ')).toMatch(
    /^ADAMW ends with a mean return 5 higher than MILO \(95 % interval .* 10 seeds, p = 0\.002\)\.$/,
  );
  expect(Math.max(...words.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('Where seeds are too few it says that they cannot say', () => {
  expect(said({ MILO: [1, 2], ADAMW: [3, 4] })).toContain('2 seeds cannot say');
});

test('One optimizer has nobody to be better than, and many pairs are for compare', () => {
  expect(said({ MILO: ten })).toBe('');
  expect(said({ MILO: ten, ADAMW: ten, SGD: ten, ADAM: ten })).toBe('');
});

test('Settings that tuning chose from are no optimizers to be paired', () => {
  const store = newStore();
  const returns = {
    MILO: ten,
    ADAMW: ten.map((seed) => seed + 5),
    'SGD(momentum=0)': [1],
    'SGD(momentum=0.9)': [2],
  };
  const id = experiment(store, returns);
  expect(verdict(store.db, id)).toBe('');
  // These were settings of ADAMW, one of which was chosen.
  store.db.exec("update runs set setting_of = 'ADAMW', phase = 'tuning' where optimizer like 'SGD%'");
  store.db.exec("update runs set chosen_setting = 'SGD(momentum=0.9)' where optimizer = 'ADAMW'");
  expect(verdict(store.db, id)).toContain('ADAMW ends with a mean return 5 higher than MILO');
});
