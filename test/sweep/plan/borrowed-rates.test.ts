import { describe, expect, test } from 'vitest';
import { borrowedRateNotes } from '../../../src/sweep/plan/borrowed-rates.ts';
import { environmentDefaults } from '../../../src/sweep/plan/environment-defaults.ts';
import { fingerprint } from '../../../src/sweep/plan/fingerprint.ts';
import { planSweep, type SweepPlan } from '../../../src/sweep/plan/plan.ts';
import { laidOver } from '../../../src/sweep/study/overlay.ts';
import type { Study } from '../../../src/sweep/study/study.ts';
import { parseStudy } from '../../../src/sweep/study/study-file.ts';

function planOf(optimizers: Study['optimizers'], more: object = { env: 'cartpole' }): SweepPlan {
  const { study, origin } = laidOver(
    parseStudy(JSON.stringify({ optimizers, seeds: 1, ...more }), 'x.yaml'),
    {},
  );
  return planSweep(study, {}, origin);
}
const notesOf = (...given: Parameters<typeof planOf>): string[] => borrowedRateNotes(planOf(...given));

const { MUON: muon, ADAM: adam } = environmentDefaults('cartpole').learning_rates.ppo!;
const theirs = (names: string, rule: string, rates: string): string =>
  `${names} at the learning rate recorded for ${rule} with its default settings (${rates}), ` +
  'and another may be better: set lr, or try several by --learning-rates';

describe('a recorded rate of a rule with other settings', () => {
  test('is what the rule trains at, and is told', () => {
    const plan = planOf(['MUON(momentum=0.5)']);
    expect(plan.populations.map(({ learningRates }) => learningRates)).toEqual([[muon]]);
    expect(borrowedRateNotes(plan)).toEqual([
      theirs('MUON(momentum=0.5) trains', 'MUON', `${muon} with ppo on cartpole`),
    ]);
  });

  test('is told in wrappers, which do not count as settings', () => {
    expect(notesOf(['CLIP_UPDATE(ADAM(weight_decay=0.1))'])).toEqual([
      theirs('ADAM(weight_decay=0.1) trains', 'ADAM', `${adam} with ppo on cartpole`),
    ]);
    expect(notesOf(['CLIP_UPDATE(ADAM)'])).toEqual([]);
  });

  test.each<[string, Parameters<typeof planOf>]>([
    ['the settings are the default ones', [['MUON', 'MUON(momentum=0.95)']]],
    [
      'the rule names its rate',
      [['MUON(momentum=0.5,lr=0.3)', { name: 'ADAM', weight_decay: 0.1, lr: [adam!] }]],
    ],
    ['the study names the rates', [['MUON(momentum=0.5)'], { env: 'cartpole', learning_rates: [muon!] }]],
    ['recipes are left out', [['MUON(momentum=0.5)'], { env: 'cartpole', task_defaults: false }]],
    ['there is none', [['RADAM(weight_decay=0.1)']]],
  ])('is not told where %s', (_, given) => {
    expect(planOf(...given)).not.toHaveProperty('borrowedRates');
    expect(notesOf(...given)).toEqual([]);
  });

  test('is one line for a rule, however many of its variants train on however many tasks', () => {
    const acrobot = environmentDefaults('acrobot').learning_rates.ppo!.MUON;
    const grid = { name: 'MUON', momentum: [0, 0.3, 0.5, 0.7, 0.95] };
    const more = { envs: ['cartpole', 'acrobot'] };
    expect(notesOf([grid, 'ADAM(weight_decay=0.1)'], more)).toEqual([
      theirs(
        'MUON(momentum=0), MUON(momentum=0.3) and 2 more train',
        'MUON',
        `${muon} with ppo on cartpole, ${acrobot} with ppo on acrobot`,
      ),
      expect.stringMatching(/^ADAM\(weight_decay=0.1\) trains /),
    ]);
  });

  test("is told of critics too, if it is not the critic's own", () => {
    const critics = { env: 'cartpole', critic_optimizer: 'ADAM(weight_decay=0.1)' };
    const told = [theirs('ADAM(weight_decay=0.1) trains', 'ADAM', `${adam} with ppo on cartpole`)];
    expect(notesOf(['MUON'], critics)).toEqual(told);
    expect(notesOf(['SPLIT(MUON,critic=ADAM(weight_decay=0.1))'])).toEqual(told);
    expect(notesOf(['MUON'], { ...critics, critic_learning_rate: 0.1 })).toEqual([]);
    expect(notesOf(['MUON'], { env: 'cartpole', critic_optimizer: 'ADAM(weight_decay=0.1,lr=0.1)' })).toEqual(
      [],
    );
  });

  test('is kept where flags put a wrapper around the rule', () => {
    expect(
      notesOf(['ADAM(weight_decay=0.1)'], { env: 'cartpole', lr_spike: 'update=5,factor=10' }),
    ).toHaveLength(1);
  });

  test('does not make a study another one', () => {
    const { borrowedRates, ...before } = planOf(['MUON(momentum=0.5)']);
    expect(borrowedRates).toEqual([
      { env: 'cartpole', agent: 'ppo', rule: 'MUON', variant: 'MUON(momentum=0.5)', rate: muon },
    ]);
    expect(fingerprint({ ...before, borrowedRates: borrowedRates! })).toBe(fingerprint(before));
  });
});
