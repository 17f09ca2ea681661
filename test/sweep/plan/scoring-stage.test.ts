import { describe, expect, test } from 'vitest';
import { RunError } from '../../../src/errors.ts';
import type { TuningScore } from '../../../src/store/index.ts';
import { chosenMembers } from '../../../src/sweep/plan/chosen-members.ts';
import { fingerprint } from '../../../src/sweep/plan/fingerprint.ts';
import { planSweep, type SweepPlan } from '../../../src/sweep/plan/plan.ts';
import { countScoringRuns, scoringStage } from '../../../src/sweep/plan/scoring-stage.ts';
import { parseStudy } from '../../../src/sweep/study/study-file.ts';

function planOf(more = ''): SweepPlan {
  const { study, origin } = parseStudy(
    `
    envs: [cartpole, acrobot]
    optimizers: [ADAM, SGD(lr=0.5), { name: MILO, lr: [1, 2], eps: [1e-8, 1e-5] }]
    learning_rates: [0.1, 0.2, 0.3]
    tuning: { seeds: 2 }
    seeds: 3
    ${more}`,
    'x.yaml',
  );
  return planSweep(study, {}, origin);
}

/** A score for every tuning run. */
function scoresOf(
  { populations }: SweepPlan,
  score: (rate: number, seed: number, optimizer: string) => number | null,
): TuningScore[] {
  return populations
    .filter(({ phase }) => phase === 'tuning')
    .flatMap(({ agentLabel, label, learningRates, population: { env, members } }) =>
      members.map(({ seed }, index): TuningScore => {
        const learningRate = learningRates[index]!;
        const own = score(learningRate, seed, label);
        const status = own === null ? 'diverged' : 'finished';
        return { env, agent: agentLabel, optimizer: label, learningRate, seed, status, score: own };
      }),
    );
}

/** `cartpole ADAM 0.1`, what each population of a stage scores. */
function chosen(plan: SweepPlan, scores: readonly TuningScore[]): string[] {
  return scoringStage(plan, scores).map(
    ({ label, learningRates, population }) => `${population.env} ${label} ${[...new Set(learningRates)]}`,
  );
}

describe('a study that tunes', () => {
  test('trains every learning rate on the tuning seeds first, but for optimizers that have only one', () => {
    const { populations, tuning } = planOf();
    expect(tuning).toEqual({ criterion: 'final_return', seeds: [1, 2, 3] });
    const cartpole = populations.filter(({ population }) => population.env === 'cartpole');
    expect(
      cartpole.map(({ label, phase, population: { members } }) => [
        label,
        phase,
        members.map(({ seed }) => seed),
      ]),
    ).toEqual([
      ['ADAM', 'tuning', [101, 102, 101, 102, 101, 102]],
      ['SGD', 'scoring', [1, 2, 3]],
      ['MILO(eps=1e-8)', 'tuning', [101, 102, 101, 102]],
      ['MILO(eps=0.00001)', 'tuning', [101, 102, 101, 102]],
    ]);
  });

  test('is plain data: what was written down and read again plans the same second stage', () => {
    const plan = planOf();
    const scores = scoresOf(plan, (rate) => rate);
    expect(scoringStage(JSON.parse(JSON.stringify(plan)) as SweepPlan, scores)).toEqual(
      scoringStage(plan, scores),
    );
  });

  test('has another fingerprint if other seeds score', () => {
    const plan = planOf();
    const others: SweepPlan = { ...plan, tuning: { ...plan.tuning!, seeds: [4, 5, 6] } };
    expect(fingerprint(plan)).not.toBe(fingerprint(others));
  });
});

describe('scoringStage', () => {
  test('scores the best learning rate of each environment, agent and optimizer on the other seeds', () => {
    const plan = planOf();
    const scores = scoresOf(plan, (rate, seed) => (seed === 101 ? 10 * rate : rate));
    expect(chosen(plan, scores)).toEqual(
      ['cartpole', 'acrobot'].flatMap((env) =>
        ['ADAM 0.3', 'MILO(eps=1e-8) 2', 'MILO(eps=0.00001) 2'].map((choice) => `${env} ${choice}`),
      ),
    );
    const [first] = scoringStage(plan, scores);
    expect(first).toMatchObject({ phase: 'scoring', learningRates: [0.3, 0.3, 0.3] });
    expect(first!.population.members.map(({ seed, optimizer }) => [seed, optimizer.settings.lr])).toEqual(
      [1, 2, 3].map((seed) => [seed, 0.3]),
    );
    const { members: _, ...rest } = first!.population;
    expect(plan.populations[0]!.population).toMatchObject(rest);
  });

  test('plans as many runs as were announced', () => {
    const plan = planOf();
    const stage = scoringStage(
      plan,
      scoresOf(plan, () => 0),
    );
    expect(stage.flatMap(({ population }) => population.members)).toHaveLength(countScoringRuns(plan));
  });

  test('takes the mean over the seeds, not the best of them', () => {
    const plan = planOf();
    const scores = scoresOf(plan, (rate, seed) =>
      rate === 0.1 && seed === 101 ? 100 : rate === 0.2 ? 60 : 0,
    );
    expect(chosen(plan, scores)[0]).toBe('cartpole ADAM 0.2');
  });

  test('counts a diverged run as the worst of its task', () => {
    const plan = planOf();
    const worst = (rate: number, seed: number): number | null =>
      rate === 0.1 ? (seed === 101 ? null : 100) : rate === 0.2 ? 20 : -50;
    expect(
      chosen(
        plan,
        scoresOf(plan, (rate, seed, optimizer) => (optimizer === 'ADAM' ? worst(rate, seed) : 0)),
      )[0],
    ).toBe('cartpole ADAM 0.1');
    expect(
      chosen(
        plan,
        // The worst of the task is another optimizer's.
        scoresOf(plan, (rate, seed, optimizer) => (optimizer === 'ADAM' ? worst(rate, seed) : -500)),
      )[0],
    ).toBe('cartpole ADAM 0.2');
  });

  test('prefers what did not diverge among equals, then the smaller learning rate', () => {
    const plan = planOf();
    const equal = scoresOf(plan, (rate) => (rate === 0.1 ? null : 7));
    expect(chosen(plan, equal)[0]).toBe('cartpole ADAM 0.2');
    const allDiverged = scoresOf(plan, () => null);
    expect(chosen(plan, allDiverged)[0]).toBe('cartpole ADAM 0.1');
  });

  test('finds the same rates for populations in parts, as results files of older rl-bench have them', () => {
    const plan = planOf();
    const parts = plan.populations.flatMap((each) =>
      each.population.members.map((_, member) =>
        chosenMembers(
          each,
          [...each.learningRates.keys()].map((k) => k === member),
        ),
      ),
    );
    const split = { ...plan, populations: parts };
    const scores = scoresOf(plan, (rate, seed) => Math.sin(100 * rate + seed));
    expect(scoringStage(split, scores)).toEqual(scoringStage(plan, scores));
  });

  test('refuses to choose before all tuning runs have ended', () => {
    const plan = planOf();
    const [, ...some] = scoresOf(plan, () => 1);
    expect(() => scoringStage(plan, some)).toThrow(RunError);
    const [first, ...others] = scoresOf(plan, () => 1);
    expect(() => scoringStage(plan, [{ ...first!, status: 'interrupted' }, ...others])).toThrow(/seed 101/);
  });

  test('has nothing to do for a study that does not tune', () => {
    const { study, origin } = parseStudy('{ env: cartpole, optimizers: [SGD] }', 'x.yaml');
    expect(scoringStage(planSweep(study, {}, origin), [])).toEqual([]);
  });
});
