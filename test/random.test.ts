import { describe, expect, test } from 'vitest';
import { RandomStream } from '../src/random.ts';

const seeds = 2000;
const draws = 4;
const purposes: readonly (readonly [string, ...number[]])[] = [
  ['parameters'],
  ['shuffle'],
  ['dropout'],
  ...[0, 1, 2].flatMap((copy) =>
    ['environment', 'action', 'evaluation'].map((purpose) => [purpose, copy] as const),
  ),
];
/** `[purpose][draw][seed]`: the first numbers of the streams of seeds 1, 2, … */
const first = purposes.map((purpose) => {
  const streams = Array.from({ length: seeds }, (_, seed) => RandomStream.of(seed + 1, ...purpose));
  return Array.from({ length: draws }, () => streams.map((stream) => stream.uniform()));
});

/** Standard normal if the two have nothing to do with each other. */
function correlationScore(x: readonly number[], y: readonly number[]): number {
  const sum = x.reduce((total, value, index) => total + (value - 0.5) * (y[index]! - 0.5), 0);
  return (12 * sum) / Math.sqrt(x.length);
}

/** The chance is below 1 in 10,000 that the largest of so many standard normal numbers is above this. */
function bound(count: number): number {
  return Math.sqrt(2 * Math.log((2 * count) / 1e-4));
}

function expectUnrelated(scores: readonly number[]): void {
  expect(Math.max(...scores.map(Math.abs))).toBeLessThan(bound(scores.length));
  const meanSquare = scores.reduce((sum, score) => sum + score * score, 0) / scores.length;
  expect(Math.abs(meanSquare - 1)).toBeLessThan(4 * Math.sqrt(2 / scores.length));
}

describe('streams of different seeds and purposes', () => {
  test('begin with numbers that lie evenly between 0 and 1', () => {
    const distances = first.flat().map((values) => {
      const sorted = [...values].sort((a, b) => a - b);
      const gaps = sorted.map((value, index) => Math.max((index + 1) / seeds - value, value - index / seeds));
      return Math.max(...gaps) * Math.sqrt(seeds);
    });
    // Kolmogorov's distribution: 2 exp(-2 x²) is the chance of more than x.
    expect(Math.max(...distances)).toBeLessThan(Math.sqrt(Math.log((2 * distances.length) / 1e-4) / 2));
  });

  test('have nothing to do with those of the seeds beside them', () => {
    const scores = first
      .flat()
      .flatMap((values) =>
        [1, 2, 5, 9, 10, 90, 100, 1000].map((lag) =>
          correlationScore(values.slice(lag), values.slice(0, -lag)),
        ),
      );
    expectUnrelated(scores);
  });

  test('have nothing to do with those of the same seed for other purposes', () => {
    const scores = first.flatMap((one, place) =>
      first
        .slice(place + 1)
        .flatMap((other) => one.map((values, draw) => correlationScore(values, other[draw]!))),
    );
    expectUnrelated(scores);
  });

  test('of the ten smallest seeds are not related over their length', () => {
    const long = Array.from({ length: 10 }, (_, seed) => {
      const stream = RandomStream.of(seed + 1, 'action', 0);
      return Array.from({ length: 2000 }, () => stream.uniform());
    });
    expectUnrelated(
      long.flatMap((one, place) =>
        long
          .slice(place + 1)
          .flatMap((other) =>
            [0, 1, 7].map((offset) =>
              correlationScore(one.slice(offset), other.slice(0, other.length - offset)),
            ),
          ),
      ),
    );
  });
});
