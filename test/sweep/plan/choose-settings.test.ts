import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Registry, type RegistryEntry } from '../../../src/registry.ts';
import type { TuningRun, TuningScore } from '../../../src/store/index.ts';
import { describeHalving } from '../../../src/sweep/plan/all-rungs.ts';
import { fingerprint } from '../../../src/sweep/plan/fingerprint.ts';
import { nextRungs } from '../../../src/sweep/plan/halving.ts';
import { asOneOptimizer } from '../../../src/sweep/plan/one-optimizer.ts';
import { type PlannedPopulation, planSweep, type SweepPlan } from '../../../src/sweep/plan/plan.ts';
import { countScoringRuns, scoringStage, stagesOf } from '../../../src/sweep/plan/scoring-stage.ts';
import { parseStudy } from '../../../src/sweep/study/study-file.ts';

const three = '[{ name: SGD, momentum: [0, 0.9] }, ADAM, { name: MILO, lr: 0.1, eps: 1e-8 }]';

function planOf(optimizers = three, tuning = '{ seeds: 2, choose: settings }', more = ''): SweepPlan {
  const { study, origin } = parseStudy(
    `
    env: cartpole
    optimizers: ${optimizers}
    learning_rates: [0.1, 0.2]
    tuning: ${tuning}
    seeds: 3
    evaluations: 16
    ${more}`,
    'x.yaml',
  );
  return planSweep(study, {}, origin);
}

type Score = (label: string, rate: number, seed: number) => number | null;

/** A score for every tuning run; null: it has diverged. */
function scoresOf({ populations }: SweepPlan, score: Score): TuningScore[] {
  return populations
    .filter(({ phase }) => phase === 'tuning')
    .flatMap(({ agentLabel, label, learningRates, population: { env, members } }) =>
      members.map(({ seed }, index): TuningScore => {
        const learningRate = learningRates[index]!;
        const own = score(label, learningRate!, seed);
        const status = own === null ? 'diverged' : 'finished';
        return { env, agent: agentLabel, optimizer: label, learningRate, seed, status, score: own };
      }),
    );
}

/** `SGD: SGD(momentum=0.9) at 0.2` */
function chosen(plan: SweepPlan, score: Score): string[] {
  return scoringStage(plan, scoresOf(plan, score)).map(
    ({ label, chosenSetting, learningRates }) =>
      `${label}: ${chosenSetting ?? label} at ${[...new Set(learningRates)]}`,
  );
}

const toldOf = ({ label, settingOf, phase }: PlannedPopulation) => [label, settingOf, phase];

describe('tuning that chooses settings', () => {
  test('tells whose settings are tuned, and leaves what has nothing to choose from as it is', () => {
    const plan = planOf();
    expect(plan.tuning).toEqual({ criterion: 'final_return', seeds: [1, 2, 3], choose: 'settings' });
    expect(plan.populations.map(toldOf)).toEqual([
      ['SGD(momentum=0)', 'SGD', 'tuning'],
      ['SGD(momentum=0.9)', 'SGD', 'tuning'],
      ['ADAM', undefined, 'tuning'],
      ['MILO(eps=1e-8)', undefined, 'scoring'],
    ]);
    expect(countScoringRuns(plan)).toBe(6);
  });

  test('keeps in the label of the best what does not vary, and what stands around it', () => {
    const plan = planOf(
      '[{ name: "CLIP(SGD)", max_norm: 1, momentum: [0, 0.9] }]',
      '{ seeds: 2, choose: settings }',
      'critic_optimizer: ADAM\n    redo: "tau=0.1,every=50"',
    );
    expect(plan.populations.map(({ label, settingOf }) => [label, settingOf])).toEqual(
      [0, 0.9].map((momentum) => [
        `REDO(SPLIT(CLIP(SGD(momentum=${momentum}),max_norm=1),critic=ADAM),tau=0.1,every=50)`,
        'REDO(SPLIT(CLIP(SGD,max_norm=1),critic=ADAM),tau=0.1,every=50)',
      ]),
    );
  });

  test('takes settings that are drawn together as settings of one optimizer', () => {
    const plan = planOf(
      '[{ name: MILO, sample: { sobol: 4 }, momentum: { uniform: [0.5, 0.99] }, lr: { log_uniform: [1e-3, 1e-1] } }]',
    );
    expect(plan.populations).toHaveLength(4);
    expect(new Set(plan.populations.map(({ settingOf }) => settingOf))).toEqual(new Set(['MILO']));
    const [scored] = scoringStage(
      plan,
      scoresOf(plan, (label) => Number(/[\d.]+/.exec(label)![0])),
    );
    const momenta = plan.populations.map(({ label }) => label).sort();
    expect(scored).toMatchObject({ label: 'MILO', chosenSetting: momenta.at(-1) });
  });

  test('scores the one setting of each optimizer with the highest mean, on the fresh seeds', () => {
    const plan = planOf();
    const ahead = (label: string, rate: number): number =>
      (label === 'SGD(momentum=0.9)' ? 5 : 0) + (rate === 0.1 ? 1 : 0);
    expect(chosen(plan, ahead)).toEqual(['SGD: SGD(momentum=0.9) at 0.1', 'ADAM: ADAM at 0.1']);
    const [sgd] = scoringStage(plan, scoresOf(plan, ahead));
    expect(sgd!.population.members).toEqual(
      [1, 2, 3].map((seed) => ({
        seed,
        optimizer: expect.objectContaining({
          settings: expect.objectContaining({ momentum: 0.9, lr: 0.1 }),
        }),
      })),
    );
    expect(sgd).not.toHaveProperty('settingOf');
  });

  test('prefers of equals fewer failures, then the smaller rate, then what was planned first', () => {
    expect(chosen(planOf(), () => 1)[0]).toBe('SGD: SGD(momentum=0) at 0.1');
    expect(chosen(planOf(), () => null)[0]).toBe('SGD: SGD(momentum=0) at 0.1');
    const onlyOne: Score = (label, rate) => (label === 'SGD(momentum=0.9)' && rate === 0.2 ? 0 : null);
    expect(chosen(planOf(), onlyOne)[0]).toBe('SGD: SGD(momentum=0.9) at 0.2');
  });

  test('knows its second stage again', () => {
    const plan = planOf();
    const second = scoringStage(
      plan,
      scoresOf(plan, () => 1),
    );
    const [first, again] = stagesOf({ populations: [...plan.populations, ...second] });
    expect(first).toEqual(plan.populations);
    expect(again).toEqual(second);
  });

  test('with one point of each grid plans what choosing learning rates plans, and scores the same runs', () => {
    const name = fc.constantFrom('SGD', 'MUON', 'MILO');
    const momentum = fc.constantFrom(0, 0.5, 0.9);
    const entries = fc.uniqueArray(fc.record({ name, momentum }), {
      minLength: 1,
      selector: (entry) => entry.name,
    });
    fc.assert(
      fc.property(entries, fc.integer({ min: 0, max: 9 }), (some, salt) => {
        const optimizers = JSON.stringify(some.map((entry) => ({ ...entry, momentum: [entry.momentum] })));
        const plans = ['settings', 'learning_rates'].map((choose) =>
          planOf(optimizers, `{ seeds: 2, choose: ${choose} }`),
        );
        const score: Score = (label, rate, seed) => (label.length * 7 + rate * 30 + seed * 3 + salt) % 5;
        const [settings, rates] = plans.map((plan) => ({
          populations: plan.populations,
          scored: scoringStage(plan, scoresOf(plan, score)),
        }));
        expect(settings).toEqual(rates);
      }),
      { numRuns: 20 },
    );
  });

  test('leaves the fingerprints of studies that choose learning rates as they were', () => {
    const [said, unsaid] = [
      planOf(three, '{ seeds: 2, choose: learning_rates }'),
      planOf(three, '{ seeds: 2 }'),
    ];
    expect(fingerprint(said)).toBe(fingerprint(unsaid));
    expect(said.tuning).not.toHaveProperty('choose');
    expect(fingerprint(planOf())).not.toBe(fingerprint(said));
  });

  test('counts the runs of both stages', () => {
    const text = (most: number) => () =>
      planOf('[{ name: SGD, momentum: [0, 0.9] }]', undefined, `max_runs: ${most}`);
    expect(text(2 * 2 * 2 + 3)).not.toThrow();
    expect(text(2 * 2 * 2 + 2)).toThrow(
      /4 optimizer settings × 2 tuning seeds \+ .*1 optimizer × 3 seeds = 11/,
    );
  });

  test.each([
    ['[ADAM, { name: ADAM, eps: [1e-8, 1e-5] }]', /two entries of optimizers would be scored as ADAM/],
    [
      '[{ name: SGD, momentum: [0, 0.9] }, { name: SGD, nesterov: [true, false], momentum: 0.5 }, { name: SGD, weight_decay: [0, 1] }]',
      /two entries of optimizers would be scored as SGD,/,
    ],
    ['[SGD(lr=1), ADAM(lr=1)]', /there is nothing to tune: every optimizer has one setting/],
  ])('refuses %s in one line', (optimizers, said) => {
    expect(() => planOf(optimizers)).toThrow(said);
    expect(() => planOf(optimizers)).toThrow(/^[^\n]*$/);
  });
});

test('a name that is no optimizer without what varies is refused', () => {
  const settings = z.object({ width: z.number().describe('has no default') });
  const rules = new Registry<RegistryEntry>('optimizer');
  rules.register({ name: 'NEEDY', summary: 'takes a width', source: 'this test', settings });
  const choices = [1, 2].map((width) => ({
    label: `NEEDY(width=${width})`,
    calls: [],
    borrowed: [],
    path: [],
  }));
  expect(() =>
    asOneOptimizer(choices, rules, parseStudy('{ env: cartpole, optimizers: [ADAM] }', 'x.yaml').origin),
  ).toThrow(/scores the best of 2 settings as NEEDY, without what varies, and that is no optimizer/);
});

describe('successive halving of all settings', () => {
  const halved = '{ seeds: 2, choose: settings, halving: 2 }';

  test('has rungs of all settings of an optimizer', () => {
    const plan = planOf('[{ name: SGD, momentum: [0, 0.5, 0.9, 0.99] }]', halved);
    expect(plan.populations.map(({ until }) => until)).toEqual([1 / 8, 1 / 8, 1 / 8, 1 / 8]);
    expect(describeHalving(plan)!.rungs.map(({ settings }) => settings)).toEqual([8, 4, 2, 1]);
  });

  test('drops settings, whatever differs in them', () => {
    const plan = planOf('[{ name: SGD, momentum: [0, 0.9] }]', halved);
    const scores = scoresOf(plan, (label, rate) => (label === 'SGD(momentum=0.9)' ? 10 : 0) + rate);
    const runs = scores.map(
      (each, run): TuningRun => ({ ...each, run, scoredAs: 'SGD', status: 'paused', budgetShare: 1 / 4 }),
    );
    const [decision] = nextRungs(runs, 2);
    expect(decision!.promoted.map((id) => [runs[id]!.optimizer, runs[id]!.learningRate])).toEqual(
      [0.1, 0.1, 0.2, 0.2].map((rate) => ['SGD(momentum=0.9)', rate]),
    );
    expect(decision!.dropped).toHaveLength(4);
    const ended = scores.map((each) =>
      each.optimizer === 'SGD(momentum=0)' ? { ...each, status: 'dropped' as const } : each,
    );
    expect(scoringStage(plan, ended)[0]).toMatchObject({ label: 'SGD', chosenSetting: 'SGD(momentum=0.9)' });
  });
});
