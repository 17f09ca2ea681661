import { expect, test } from 'vitest';
import { gradientNoise, noiseScale } from '../../src/diagnostics/gradient-noise.ts';
import { RandomStream } from '../../src/random.ts';

test('averaged over many updates, signal and noise are those of the samples', () => {
  const stream = RandomStream.of(3, 'noise');
  const gradient = [0.5, -0.2, 0.1];
  const deviations = [1, 2, 0.5];
  const [minibatches, size, updates] = [4, 8, 4000];
  const squared = (vector: readonly number[]): number => vector.reduce((sum, x) => sum + x * x, 0);
  const mean = (vectors: readonly (readonly number[])[]): number[] =>
    gradient.map((_, i) => vectors.reduce((sum, vector) => sum + vector[i]!, 0) / vectors.length);
  let [signal, noise] = [0, 0];
  for (let update = 0; update < updates; update++) {
    const batches = Array.from({ length: minibatches }, () =>
      mean(
        Array.from({ length: size }, () =>
          gradient.map((each, i) => each + deviations[i]! * stream.normal()),
        ),
      ),
    );
    const small = batches.reduce((sum, batch) => sum + squared(batch), 0) / minibatches;
    const found = gradientNoise(
      { samples: size, squaredNorm: small },
      { samples: size * minibatches, squaredNorm: squared(mean(batches)) },
    );
    signal += found.signal / updates;
    noise += found.noise / updates;
  }
  expect(signal).toBeCloseTo(squared(gradient), 1);
  expect(noise / squared(deviations)).toBeCloseTo(1, 1);
  expect(noiseScale({ signal, noise })).toBeGreaterThan(10);
});
