import { describe, expect, test } from 'vitest';
import { toldInTerminal } from '../../../src/report/compare/index.ts';
import { compareProfiles } from '../../../src/report/profiles/compare-profiles.ts';
import { profileSentences, toldOfProfiles } from '../../../src/report/profiles/profiles-text.ts';
import { made } from '../compare/made-experiment.ts';
import { reaching } from './reaching.ts';

describe('profiles of times to the threshold', () => {
  const store = () =>
    made(
      reaching('cartpole', 'FAST', [2, 2, 2]),
      reaching('cartpole', 'SLOW', [4, 4, 4]),
      reaching('acrobot', 'FAST', [3, 3, 3]),
      reaching('acrobot', 'SLOW', [null, 9, null]),
    );

  test('have the ratios of medians, misses being infinite', () => {
    const [steps] = compareProfiles(store().db).units;
    expect(steps!.optimizers).toMatchObject([
      { name: 'FAST', times: [200, 300], profile: [1, 1, 1, 1], score: 1 },
      { name: 'SLOW', times: [400, null], profile: [0, 0, 0.5, 0.5], score: expect.closeTo(1 / 3, 12) },
    ]);
  });

  test('take of each seed the fastest of all settings', () => {
    const tuned = [0.1, 0.2].flatMap((learningRate, place) =>
      reaching('cartpole', 'ADAM', place === 0 ? [1, 5, 3] : [5, 1, null], { learningRate, phase: 'tuning' }),
    );
    const [steps] = compareProfiles(made(tuned, reaching('cartpole', 'SGD', [2, 2, 2])).db).units;
    expect(steps!.optimizers[0]).toMatchObject({ name: 'ADAM', settings: 2, times: [100] });
  });

  test('say who is ahead, or that it cannot be said', () => {
    expect(profileSentences(compareProfiles(store().db))).toEqual([
      'In steps FAST has a larger B than SLOW (95 % intervals over seeds of the lead lie above 0).',
      'In seconds FAST has a larger B than SLOW (95 % intervals over seeds of the lead lie above 0).',
    ]);
    const two = made(reaching('cartpole', 'A', [2, 2]), reaching('cartpole', 'B', [4, 4]));
    expect(profileSentences(compareProfiles(two.db))[0]).toContain('it cannot be said who gets there first');
    const never = made(reaching('cartpole', 'A', [null]), reaching('cartpole', 'B', [null]));
    expect(profileSentences(compareProfiles(never.db))[0]).toBe('In steps nobody reached a threshold.');
  });

  test('need a threshold and two optimizers', () => {
    const none = { rewardThreshold: null };
    const without = made(reaching('cartpole', 'A', [1], none), reaching('cartpole', 'B', [1], none));
    expect(() => compareProfiles(without.db)).toThrow('no task of experiment 1 has a threshold');
    expect(() => compareProfiles(store().db, { optimizers: ['FAST'] })).toThrow(
      'profiles need two optimizers',
    );
    expect(toldInTerminal(toldOfProfiles(compareProfiles(store().db)))).toContain('acrobot    300     -');
  });
});
