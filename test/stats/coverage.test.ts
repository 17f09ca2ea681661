import { expect, test } from 'vitest';
import { RandomStream } from '../../src/random.ts';
import { bootstrapInterval, mean, pairedBootstrapInterval } from '../../src/stats/index.ts';

type Draw = (stream: RandomStream) => number;

/** Scores as training leaves them: symmetric, with a long tail below, and of policies that learn wholly or not at all. */
const kinds: Readonly<Record<string, { readonly draw: Draw; readonly truth: number }>> = {
  normal: { draw: (stream) => stream.normal(), truth: 0 },
  skewed: { draw: (stream) => Math.log(1 - stream.uniform()), truth: -1 },
  bimodal: { draw: (stream) => (stream.uniform() < 0.6 ? 1 : 0) + 0.1 * stream.normal(), truth: 0.6 },
};

/** In how many of 1,000 samples the interval of the mean, from 500 resamples, holds the true mean. */
function coverage(kind: string, seeds: number, method: 'percentile' | 'bca'): number {
  const { draw, truth } = kinds[kind]!;
  const stream = RandomStream.of(11, 'coverage', kind);
  let held = 0;
  for (let i = 0; i < 1000; i++) {
    const values = Array.from({ length: seeds }, () => draw(stream));
    const [low, high] = bootstrapInterval(values, mean, { method, resamples: 500, seed: i })!;
    held += Number(low <= truth && truth <= high);
  }
  return held / 1000;
}

/** What docs/statistics.md says; of ten seeds, and of skewed ones, less than the 93 that would be right. */
const said = [
  ['normal', 10, 'percentile', 90],
  ['normal', 10, 'bca', 91],
  ['normal', 30, 'percentile', 93],
  ['normal', 30, 'bca', 93],
  ['skewed', 10, 'percentile', 86],
  ['skewed', 10, 'bca', 88],
  ['skewed', 30, 'percentile', 92],
  ['skewed', 30, 'bca', 92],
  ['bimodal', 10, 'percentile', 93],
  ['bimodal', 10, 'bca', 97],
  ['bimodal', 30, 'percentile', 94],
  ['bimodal', 30, 'bca', 95],
] as const;

test.each(said)(
  'of %s scores of %d seeds the %s interval holds the mean %d times in 100',
  (kind, seeds, method, times) => {
    // Two standard errors of 1,000 samples are 1.4 to 2.2.
    expect(Math.abs(100 * coverage(kind, seeds, method) - times)).toBeLessThan(1.5);
  },
);

test.each([
  [10, 90.5],
  [30, 94.5],
])(
  'of %d pairs the interval of the difference holds it %d times in 100, whatever pairs have in common',
  (seeds, times) => {
    const stream = RandomStream.of(11, 'coverage pairs');
    let held = 0;
    for (let i = 0; i < 1000; i++) {
      const common = Array.from({ length: seeds }, () => 5 * stream.normal());
      const [x, y] = [0, 1].map((at) => common.map((value) => value + at + stream.normal()));
      const [low, high] = pairedBootstrapInterval(x!, y!, (a, b) => mean(b)! - mean(a)!, {
        resamples: 500,
        seed: i,
      })!;
      held += Number(low <= 1 && 1 <= high);
    }
    expect(Math.abs(held / 10 - times)).toBeLessThan(1.5);
  },
);
