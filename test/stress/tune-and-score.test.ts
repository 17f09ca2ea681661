import { describe, expect, test } from 'vitest';
import { atRates } from '../../src/optimizers/at-rates.ts';
import { problemsNamed } from '../../src/stress/problems/index.ts';
import { ratesFor, tuningSeeds } from '../../src/stress/stress-settings.ts';
import { tryProblem } from '../../src/stress/trial.ts';
import { bestRate, tuneAndScore } from '../../src/stress/tune-and-score.ts';

const [steps, seeds] = [300, 3];

/** The share of scoring seeds that an optimizer solves a problem with. */
async function solved(spec: string, problem: string): Promise<number> {
  const optimizer = atRates(spec, ratesFor, { companions: true });
  const trials = (await tuneAndScore(optimizer, problemsNamed([problem])[0]!, { steps, seeds }))!;
  const scoring = trials.filter(({ phase }) => phase === 'scoring');
  expect(scoring).toHaveLength(seeds);
  expect(trials.length - scoring.length).toBe(optimizer.rates.length * tuningSeeds.length);
  return scoring.filter((trial) => trial.solved).length / seeds;
}

describe('What a rule is made for, it solves, and another one does not', () => {
  test.each([
    ['ill-conditioned', 'ADAM', 'SGD'],
    ['spike', 'SGD', 'ADAM'],
    ['game-bilinear', 'OPTIMISTIC_GD', 'SGD'],
    ['scale-huge', 'SGD', 'ADAM'],
    ['heavy-tails', 'CLIP(SGD)', 'SGD'],
  ])('%s: %s, not %s', async (problem, can, cannot) => {
    expect(await solved(can, problem)).toBe(1);
    expect(await solved(cannot, problem)).toBe(0);
  });
});

describe('A trial', () => {
  const [noise] = problemsNamed(['noise']);
  const call = (lr: number) => atRates(`ADAM(lr=${lr})`, ratesFor).calls[0]!;

  test('comes to the same alone and in company', async () => {
    const triers = [0.01, 0.1, 100].flatMap((lr) => [1, 2].map((seed) => ({ call: call(lr), seed })));
    const together = (await tryProblem(noise!, triers, 60))!;
    expect(await tryProblem(noise!, [triers[3]!], 60)).toEqual([together[3]]);
    expect(new Set(together.map(({ finalError }) => finalError)).size).toBe(triers.length);
  });

  test('that leaves the finite numbers has solved nothing, and others go on', async () => {
    const [spike] = problemsNamed(['scale-huge']);
    const sgd = (lr: number) => ({ call: atRates(`SGD(lr=${lr})`, ratesFor).calls[0]!, seed: 1 });
    const [lost, fine] = (await tryProblem(spike!, [sgd(1e6), sgd(0.5)], 100))!;
    expect(lost).toEqual({ status: 'diverged', finalError: null, solved: false, stepsToSolved: null });
    expect(fine).toMatchObject({ status: 'finished', solved: true });
    expect(fine!.stepsToSolved).toBeLessThanOrEqual(90);
    expect(fine!.finalError).toBeLessThan(0.01);
  });

  test('stops where it is asked to', async () => {
    const stop = AbortSignal.abort();
    expect(await tryProblem(noise!, [{ call: call(0.1), seed: 1 }], 60, stop)).toBeUndefined();
  });
});

describe('Rates', () => {
  test('are nine for everybody, and larger for factors on steps that a rule finds', () => {
    expect(ratesFor(0.02)).toEqual([1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1]);
    expect(ratesFor(1)).toEqual([0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100]);
  });

  test('that leave parameters to Adam have it learn at the same rate, unless its own is named', () => {
    const of = (spec: string) => atRates(spec, ratesFor, { companions: true });
    expect(of('MUON').calls[4]).toMatchObject({ settings: { lr: 0.01, adam_lr: 0.01 } });
    expect(of('MUON').label).toBe('MUON');
    expect(of('MUON(adam_lr=0.5)').calls[4]).toMatchObject({ settings: { lr: 0.01, adam_lr: 0.5 } });
  });

  test('are judged by what they solve, then by the error, then by their size', () => {
    const trial = (learningRate: number, wasSolved: boolean, finalError: number | null) => ({
      learningRate,
      solved: wasSolved,
      finalError,
    });
    expect(bestRate([trial(1, false, 0.1), trial(2, true, 0.5), trial(3, true, 0.4)])).toBe(3);
    expect(bestRate([trial(1, false, null), trial(2, false, 0.5)])).toBe(2);
    expect(bestRate([trial(2, false, null), trial(1, false, null)])).toBe(1);
  });
});
