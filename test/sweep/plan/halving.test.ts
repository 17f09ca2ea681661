import { describe, expect, test } from 'vitest';
import type { TuningRun } from '../../../src/store/index.ts';
import { fingerprint } from '../../../src/sweep/plan/fingerprint.ts';
import { nextRungs, rungNotes, rungsOf } from '../../../src/sweep/plan/halving.ts';
import { planSweep } from '../../../src/sweep/plan/plan.ts';
import { scoringStage } from '../../../src/sweep/plan/scoring-stage.ts';
import { parseStudy } from '../../../src/sweep/study/study-file.ts';

function planOf(
  tuning: string,
  {
    optimizers = '[ADAM, SGD(lr=0.5), { name: MILO, lr: [1, 2, 3] }]',
    evaluations = 9,
    rates = '[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]',
  } = {},
) {
  const { study, origin } = parseStudy(
    `
    env: cartpole
    optimizers: ${optimizers}
    learning_rates: ${rates}
    evaluations: ${evaluations}
    seeds: 3
    tuning: ${tuning}`,
    'x.yaml',
  );
  return planSweep(study, {}, origin);
}

/** Two seeds of each rate of an optimizer, with what each has reached; null: it has diverged. */
function rung(
  reached: Readonly<Record<string, readonly (number | null)[]>>,
  { optimizer = 'ADAM', budgetShare = 1 / 9 }: { optimizer?: string; budgetShare?: number | null } = {},
): TuningRun[] {
  return Object.entries(reached).flatMap(([rate, scores], setting) =>
    scores.map(
      (score, index): TuningRun => ({
        run: 100 * setting + index,
        env: 'cartpole',
        agent: 'ppo',
        optimizer,
        scoredAs: optimizer,
        learningRate: Number(rate),
        seed: 101 + index,
        status: score === null ? 'diverged' : 'paused',
        score,
        budgetShare,
      }),
    ),
  );
}

/** Learning rates of the runs that go on. */
function promoted(runs: readonly TuningRun[], halving = 3): (number | null)[] {
  const [decision] = nextRungs(runs, halving);
  return [
    ...new Set(decision?.promoted.map((id) => runs.find(({ run }) => run === id)!.learningRate)),
  ].sort();
}

const nine = Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8, 9].map((rate) => [rate, [rate, rate + 0.5]]));

describe('rungsOf', () => {
  test.each([
    [9, 3, [9, 3, 1], [1 / 9, 1 / 3, 1]],
    [5, 3, [5, 1], [1 / 3, 1]],
    [8, 3, [8, 2, 1], [1 / 9, 1 / 3, 1]],
    [2, 3, [2, 1], [1 / 3, 1]],
    [16, 2, [16, 8, 4, 2, 1], [1 / 16, 1 / 8, 1 / 4, 1 / 2, 1]],
    [1, 2, [1], [1]],
  ])('%i settings, one in %i goes on', (settings, halving, counts, shares) => {
    const rungs = rungsOf(settings, halving);
    expect(rungs.map((each) => each.settings)).toEqual(counts);
    expect(rungs.map(({ share }) => share)).toEqual(shares);
  });

  test('the rungs that are left are those of the settings that are left', () => {
    for (let settings = 1; settings < 200; settings++) {
      for (const halving of [2, 3, 4]) {
        const [, ...rest] = rungsOf(settings, halving);
        if (rest.length > 0) expect(rungsOf(rest[0]!.settings, halving)).toEqual(rest);
      }
    }
  });
});

describe('a study that halves', () => {
  test('leaves every optimizer with several rates off at the first of its own rungs', () => {
    const plan = planOf('{ seeds: 2, halving: 3 }');
    expect(plan.populations.map(({ label, phase, until }) => [label, phase, until])).toEqual([
      ['ADAM', 'tuning', 1 / 9],
      ['SGD', 'scoring', undefined],
      ['MILO', 'tuning', 1 / 3],
    ]);
    expect(plan.tuning).toMatchObject({ halving: 3 });
    expect(fingerprint(plan)).not.toBe(fingerprint(planOf('{ seeds: 2 }')));
  });

  test('has no rungs in its plan where nothing is said of them, as before', () => {
    const plan = planOf('{ seeds: 2 }');
    expect(plan.populations.map((each) => 'until' in each)).toEqual([false, false, false]);
    expect(plan.tuning).toEqual({ criterion: 'final_return', seeds: [1, 2, 3] });
  });

  test.each<[string, Parameters<typeof planOf>[1], string]>([
    ['{ seeds: 2, halving: 1 }', {}, 'halving must be integer (≥ 2)'],
    ['{ seeds: 2, halving: 2.5 }', {}, 'halving must be integer (≥ 2)'],
    ['{ seeds: 2, halving: 3 }', { optimizers: '[SGD(lr=0.5)]' }, 'every optimizer has one learning rate'],
    ['{ seeds: 2, halving: 3 }', { evaluations: 8 }, 'say evaluations: 9 or more'],
    ['{ halving: 3 }', {}, 'tuning has no seeds'],
  ])('%s is refused in one line: %j', (tuning, given, said) => {
    expect(() => planOf(tuning, given)).toThrow(said);
    expect(() => planOf(tuning, given)).not.toThrow(/\n/);
  });

  test('needs no evaluations where training episodes judge', () => {
    const plan = planOf('{ seeds: 2, halving: 3, criterion: last_100_return }', { evaluations: 1 });
    expect(plan.populations[0]!.until).toBe(1 / 9);
  });
});

describe('nextRungs', () => {
  test('lets the best third go on, by the mean over seeds', () => {
    expect(promoted(rung(nine))).toEqual([7, 8, 9]);
    expect(promoted(rung({ ...nine, 1: [0, 100] }))).toEqual([1, 8, 9]);
    const [decision] = nextRungs(rung(nine), 3);
    expect(decision).toMatchObject({
      from: { settings: 9, share: 1 / 9 },
      to: { settings: 3, share: 1 / 3 },
    });
    expect(decision!.dropped).toHaveLength(12);
  });

  test('counts a diverged run as the worst of its optimizer in the rung, and what has a score before it', () => {
    expect(promoted(rung({ ...nine, 9: [9, null] }))).toEqual([6, 7, 8]);
    expect(promoted(rung({ ...nine, 9: [17, null] }))).toEqual([7, 8, 9]);
    // All alike: the smaller rates, but for the one that has diverged.
    expect(
      promoted(rung({ 1: [null, 5], 2: [5, 5], 3: [5, 5], 4: [5, 5] }, { budgetShare: 1 / 4 }), 2),
    ).toEqual([2, 3]);
  });

  test('takes the smaller rates of equals, whatever the order of the grid', () => {
    expect(promoted(rung({ 4: [5], 3: [5], 2: [5], 1: [5] }, { budgetShare: 1 / 4 }), 2)).toEqual([1, 2]);
  });

  test('goes from rung to rung until one setting is given all of the budget', () => {
    const second = [
      ...rung({ 7: [7, 7], 8: [9, 9], 9: [8, 8] }, { budgetShare: 1 / 3 }),
      ...rung({ 1: [1, 1] }).map((run): TuningRun => ({ ...run, run: 900 + run.run, status: 'dropped' })),
    ];
    expect(promoted(second)).toEqual([8]);
    expect(nextRungs(second, 3)).toMatchObject([{ to: { settings: 1, share: 1 } }]);
    const last = second.map(
      (run): TuningRun =>
        run.learningRate === 8
          ? { ...run, status: 'finished', budgetShare: null }
          : { ...run, status: 'dropped' },
    );
    expect(nextRungs(last, 3)).toEqual([]);
  });

  test('settings whose runs have all diverged take no part any more, unless nothing else is left', () => {
    expect(promoted(rung({ 1: [null, null], 2: [1, 1], 3: [2, 2] }, { budgetShare: 1 / 2 }), 2)).toEqual([3]);
    expect(nextRungs(rung({ 1: [null, null], 2: [null, null] }), 2)).toEqual([]);
  });

  test('decides by optimizer and task, each by its own runs alone', () => {
    const others = rung({ 1: [1], 2: [2], 3: [3] }, { optimizer: 'MILO', budgetShare: 1 / 3 });
    const both = nextRungs([...rung(nine), ...others], 3);
    expect(both).toEqual([...nextRungs(rung(nine), 3), ...nextRungs(others, 3)]);
    expect(rungNotes(both)).toEqual([
      'after 1/9 of the budget 3 of 9 settings, the best, go on to 1/3 of it',
      'after 1/3 of the budget 1 of 3 settings, the best, goes on to its end',
    ]);
    expect(rungNotes([both[1]!, both[1]!])).toEqual([
      'after 1/3 of the budget 2 of 6 settings, the best of each optimizer, go on to its end',
    ]);
  });

  test('where the others have been dropped already, those that are left go on', () => {
    const runs = rung(nine).map(
      (run): TuningRun => (run.learningRate! < 7 ? { ...run, status: 'dropped' } : run),
    );
    expect(promoted(runs)).toEqual([7, 8, 9]);
    expect(nextRungs(runs, 3)).toMatchObject([{ dropped: [], to: { share: 1 / 3 } }]);
  });

  test('refuses to choose before all have spent their share', () => {
    const [first, ...others] = rung(nine);
    expect(() => nextRungs([{ ...first!, status: 'interrupted' }, ...others], 3)).toThrow(/seed 101/);
  });
});

test('what was dropped is not chosen in the end, and the chosen rate is scored to its end', () => {
  const plan = planOf('{ seeds: 2, halving: 3 }', { optimizers: '[ADAM]', rates: '[1, 2, 3]' });
  const { agentLabel, population } = plan.populations[0]!;
  const scores = rung({ 1: [99, 99], 2: [1, 1], 3: [98, 98] }, { budgetShare: 1 / 3 }).map(
    (run): TuningRun => ({
      ...run,
      env: population.env,
      agent: agentLabel,
      status: run.learningRate === 2 ? 'finished' : 'dropped',
    }),
  );
  const [scoring] = scoringStage(plan, scores);
  expect(scoring).toMatchObject({ phase: 'scoring', learningRates: [2, 2, 2] });
  expect(scoring).not.toHaveProperty('until');
});
