import { describe, expect, test } from 'vitest';
import { sentences } from '../../../src/report/compare/sentences.ts';
import { legend, textTables } from '../../../src/report/compare/text-tables.ts';
import type { Made } from '../../store/made-runs.ts';
import { compared, seeds } from './made-experiment.ts';

const six = [10, 20, 30, 40, 50, 60];
const above = (scores: readonly number[], by: number) => scores.map((score) => score + by);

/** Tuning runs by rate, one a seed from 101 on. */
function tuning(
  optimizer: string,
  rates: Readonly<Record<number, readonly number[]>>,
  more: Made = {},
): Made[] {
  return Object.entries(rates).flatMap(([rate, scores]) =>
    scores.map((score, place): Made => {
      const at = { seed: 101 + place, phase: 'tuning', learningRate: Number(rate) } as const;
      return { optimizer, evaluations: [0, score], ...at, ...more };
    }),
  );
}

const scored = (optimizer: string, learningRate: number, scores: readonly number[]) =>
  seeds(optimizer, scores, { learningRate });

describe('the choice of a rate', () => {
  const firm = [
    tuning('ADAM', { 0.001: [1, 2, 3], 0.01: [70, 71, 72] }),
    scored('ADAM', 0.01, above(six, 10)),
    tuning('SGD', { 0.1: [5, 6, 7], 1: [4, 5, 6.5] }),
    scored('SGD', 0.1, six),
  ];

  test('is firm where one rate is ahead on every seed, and what was shown is shown with the choice inside', () => {
    const comparison = compared({}, ...firm);
    const [adam, sgd] = comparison.tasks[0]!.optimizers;
    expect(adam).toMatchObject({
      rateChosenBy: 'tuning',
      choice: {
        tuningSeeds: 3,
        rates: [
          { learningRate: 0.001, share: 0 },
          { learningRate: 0.01, share: 1 },
        ],
      },
    });
    expect(sgd!.choice!.rates[0]!.share).toBe(1);
    // Both keep their rates in every resample, and all seeds differ by 10.
    expect(comparison.tasks[0]!.pairs[0]!.effect.intervalWithChoice).toEqual([
      expect.closeTo(10, 10),
      expect.closeTo(10, 10),
    ]);
    expect(sentences(comparison)[0]).toBe(
      'ADAM ends with a mean return 10 higher than SGD (95 % interval 10 to 10, 6 seeds, p = 0.031). ' +
        'Also with the rates chosen anew the 95 % interval over tuning and scoring seeds is 10 to 10.',
    );
    expect(textTables(comparison)[2]!.rows).toEqual([
      ['ADAM', '0.01: 100 %', expect.stringMatching(/^45\.0 \[/)],
      ['SGD', '0.1: 100 %', expect.stringMatching(/^35\.0 \[/)],
    ]);
    expect(legend(comparison).join('\n')).toContain('over tuning and scoring seeds with that choice inside');
  });

  test('is not where another rate is as good by chance: then other tuning seeds may not show the difference', () => {
    const comparison = compared(
      {},
      tuning('ADAM', { 0.001: [0, 0, 90], 0.01: [31, 31, 31] }),
      scored('ADAM', 0.01, above(six, 10)),
      scored('SGD', 0.1, six),
    );
    const adam = comparison.tasks[0]!.optimizers.find(({ name }) => name === 'ADAM')!;
    // 0.001 is ahead where seed 103 is drawn twice or thrice of three: 7/27.
    expect(adam.choice!.rates[0]).toEqual({ learningRate: 0.001, share: expect.closeTo(7 / 27, 1) });
    expect(comparison.tasks[0]!.pairs[0]!.significant).toBe(true);
    expect(sentences(comparison)[0]).toMatch(
      /But with the rates chosen anew the 95 % interval over tuning and scoring seeds is -.* to .*: that other tuning seeds would show it cannot be said\.$/,
    );
  });

  test('cannot be judged with two tuning seeds, and nothing is said where no rate was chosen', () => {
    const few = compared(
      {},
      tuning('ADAM', { 0.001: [1, 2], 0.01: [70, 71] }),
      scored('ADAM', 0.01, above(six, 10)),
      scored('SGD', 0.1, six),
    );
    expect(few.tasks[0]!.optimizers[0]!.choice).toBeUndefined();
    expect(sentences(few)[0]).toMatch(
      / Whether other tuning seeds would have shown it cannot be said: fewer than 3 of them chose the rates\.$/,
    );
    const none = compared({}, scored('ADAM', 0.01, above(six, 10)), scored('SGD', 0.1, six));
    expect(sentences(none)[0]).not.toContain('tuning');
    expect(textTables(none)).toHaveLength(2);
  });

  test('made by the seeds that are compared is made anew too, and every rate has its own scores there', () => {
    const comparison = compared(
      {},
      seeds('ADAM', above(six, 10), { learningRate: 0.01 }),
      seeds('ADAM', above(six, -10), { learningRate: 0.1 }),
      seeds('SGD', six),
    );
    expect(comparison.tasks[0]!.optimizers[0]).toMatchObject({
      rateChosenBy: 'same seeds',
      choice: { tuningSeeds: 6, rates: [{ share: 1 }, { share: 0 }] },
    });
  });

  test('counts a diverged tuning run as the worst of all tuning runs of the task, as the planner does', () => {
    const diverged = tuning('ADAM', { 0.1: [500, 500, 500] }, { ends: 'diverged' });
    const comparison = compared(
      {},
      tuning('ADAM', { 0.01: [70, 71, 72] }),
      diverged,
      scored('ADAM', 0.01, above(six, 10)),
      scored('SGD', 0.1, six),
    );
    expect(comparison.tasks[0]!.optimizers[0]!.choice!.rates).toEqual([
      { learningRate: 0.01, share: 1 },
      { learningRate: 0.1, share: 0 },
    ]);
  });
});
