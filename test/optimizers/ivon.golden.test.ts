import { expect } from 'vitest';
import type { Call } from '../../src/call-expression.ts';
import { type Optimizer, optimizers } from '../../src/optimizers/index.ts';
import { ivonRule } from '../../src/optimizers/ivon.ts';
import * as tf from '../../src/tensors/tf.ts';
import type { Golden } from './golden.ts';
import { followsReference } from './golden-suite.ts';
import { memberValues, populate } from './trial.ts';

/** IVON with the random numbers of the recorded run, the same for all members. */
function withNoise({ told, handedIn }: Golden, members: readonly Call[]): Optimizer {
  const settings = members.map((call) => optimizers.resolve(call).settings);
  return ivonRule(settings as unknown as Parameters<typeof ivonRule>[0], (params, { step }) => {
    const [{ shape }] = Object.values(params) as [tf.Tensor];
    return populate(Array(shape[0]).fill(handedIn(told.noise![Number(step) - 1]!)));
  }) as Optimizer;
}

followsReference('ivon', {
  folder: 'more',
  spell: ({ clip_radius, ...settings }) => ({
    name: 'IVON',
    positional: [],
    settings: { ...settings, clip_radius: clip_radius === 'inf' ? null : clip_radius! },
  }),
  make: withNoise,
  // The recorded gradients are those at the sampled parameters, which have to be where the reference had them.
  context: ({ gradients, told, handedIn, tolerance }, step, members) => ({
    gradientAt(sampled) {
      const watched = members === 1 ? 0 : 1;
      const wanted = Object.values(handedIn(told.expected_sampled![step]!)).flatMap(({ values }) => values);
      memberValues(sampled, watched)
        .flat()
        .forEach((value, i) => {
          const allowed = tolerance.atol + tolerance.rtol * Math.abs(wanted[i]!);
          expect(Math.abs(value - wanted[i]!)).toBeLessThanOrEqual(allowed);
        });
      const own = populate([gradients![step]!]);
      const others = (factor: number) =>
        Object.entries(own).map(([name, each]) => [name, tf.mul(each, factor)]);
      const rows = [others(1e7), Object.entries(own), others(Number.NaN)] as [string, tf.Tensor][][];
      if (members === 1) return own;
      return Object.fromEntries(
        Object.keys(own).map((name, index) => [
          name,
          tf.concat(
            rows.map((row) => row[index]![1]),
            0,
          ),
        ]),
      );
    },
  }),
});
