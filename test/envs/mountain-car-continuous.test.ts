import { describe } from 'vitest';
import { compareWithGolden } from './compare-with-golden.ts';
import { gymnasiumEpisodes } from './golden-episodes.ts';

describe('mountain-car-continuous follows Gymnasium', () => {
  for (const episode of gymnasiumEpisodes('mountain_car_continuous.json')) {
    // Under numpy 2 the reference computes in float32 throughout; ours is the rule of numpy 1, bit for bit.
    const exact = episode.numpySemantics === '1.x';
    compareWithGolden(
      'mountain-car-continuous',
      episode,
      exact ? { oneStep: 0, rollOut: { error: 1e-12, steps: 999 } } : { oneStep: 1.5e-7 },
    );
  }
});
