import { describe, expect, test } from 'vitest';
import { compareExperiment } from '../../../src/report/compare/index.ts';
import { ratePlace, rateText } from '../../../src/report/study-document/rate-choice.ts';
import { runScores } from '../../../src/store/index.ts';
import { store } from '../../store/made-runs.ts';
import { tuned, twelve } from './made-study.ts';

/** Where the rate lies that is chosen by these tuning scores. */
function placeOf(tuning: Readonly<Record<number, number>>) {
  const { db } = store(...tuned('X', tuning, twelve), ...tuned('Y', { 0.1: 1 }, twelve));
  const optimizer = compareExperiment(db).tasks[0]!.optimizers.find(({ name }) => name === 'X')!;
  return ratePlace(optimizer, runScores(db, 1), 'final_return');
}

describe('ratePlace(optimizer)', () => {
  test.each([
    ['inside', { 0.01: 1, 0.1: 3, 1: 2 }],
    ['lowest', { 0.01: 4, 0.1: 3, 1: 2 }],
    ['highest', { 0.01: 1, 0.1: 3, 1: 4 }],
    ['all alike', { 0.01: 3, 0.1: 3, 1: 3 }],
    ['only', { 0.1: 3 }],
  ] as const)('is %s', (place, tuning) => {
    expect(placeOf(tuning)).toBe(place);
  });

  test('is said where it matters', () => {
    expect(rateText({ learningRate: 0.1 }, 'inside')).toBe('0.1');
    expect(rateText({ learningRate: 3e-4 }, 'lowest')).toBe('3e-4 (lowest tried!)');
    expect(rateText({ learningRate: null }, 'only')).toBe('-');
    expect(rateText({ learningRate: 1, beside: 'momentum=0.9' }, 'highest')).toBe(
      '1 (highest tried!), momentum=0.9',
    );
  });
});
