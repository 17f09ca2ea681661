import * as tf from '../../src/tensors/tf.ts';
import type { TensorTree } from '../../src/tensors/tree.ts';
import type { Golden } from './golden.ts';
import { followsReference, type GoldenOptions } from './golden-suite.ts';

/** A state as the rule knows it. */
const as = <S>(state: TensorTree) => state as unknown as S;

for (const name of ['dadapt_adam', 'dadapt_sgd']) {
  followsReference(name, {
    folder: 'more',
    // An unbounded growth of the distance is none here.
    spell: ({ growth_rate, ...settings }) => ({
      name,
      positional: [],
      settings: { ...settings, growth_rate: growth_rate === 'inf' ? null : growth_rate! },
    }),
    learned: { d: (state) => as<{ own: { distance: tf.Tensor } }>(state).own.distance },
  });
}

/** What DOG has found, inside of the average of the parameters and behind the stage of weight decay. */
type Dog = {
  readonly inner: readonly [unknown, { readonly distance: tf.Tensor; readonly squares: tf.Tensor }];
};

/** The learning rates of all tensors, of an update after the first. */
const ratesOf = (state: TensorTree): tf.Tensor => {
  const { distance, squares } = as<Dog>(state).inner[1];
  return tf.div(distance, tf.sqrt(squares));
};

followsReference('dog', {
  folder: 'more',
  only: ({ layerwise, init_eta }) => layerwise !== true && init_eta === null,
  learned: { rbar: (state) => as<Dog>(state).inner[1].distance, eta: ratesOf },
});
followsReference('dog', {
  folder: 'more',
  only: ({ layerwise }) => layerwise === true,
  learned: Object.fromEntries(
    Array.from({ length: 6 }, (_, tensor) => [
      `eta_${tensor}`,
      (state: TensorTree) => tf.slice(ratesOf(state), [0, 0, tensor], [-1, 1, 1]),
    ]),
  ),
});
followsReference('dog', {
  folder: 'more',
  only: ({ init_eta }) => init_eta !== null,
  learned: { rbar: (state) => as<Dog>(state).inner[1].distance },
});

followsReference('dowg', { folder: 'more' });
followsReference('cocob', { folder: 'more' });

/** The losses of the recorded run, for members in company with others between them. */
const losses: NonNullable<GoldenOptions['context']> = ({ told }: Golden, step, members) => ({
  loss: () => {
    const loss = told.losses![step]!;
    return tf.tensor(members === 1 ? [loss] : [loss + 1, loss, Number.NaN], [members, 1, 1]);
  },
});

followsReference('momo', {
  folder: 'more',
  spell: ({ variant, ...settings }) => ({
    name: variant === 'adam' ? 'MOMO_ADAM' : 'MOMO',
    positional: [],
    settings,
  }),
  context: losses,
  learned: { lb: (state) => as<{ bound: tf.Tensor }>(state).bound },
});

/** The scale that a wrapper has learned. */
const learnedScale = {
  s: (state: TensorTree) => tf.sum(as<{ learners: { s: tf.Tensor } }>(state).learners.s, 2, true),
};

/** A wrapper of the references, whose settings are marked by its name where the base has some of that name. */
function wrapperOf(name: string): NonNullable<GoldenOptions['spell']> {
  const own = ['s_prev', 's_init', 's_decay', 'store_delta', `${name}_betas`, `${name}_eps`];
  return ({ base_optimizer, ...settings }) => {
    const entries = Object.entries(settings);
    const split = (inner: boolean) => entries.filter(([key]) => own.includes(key) !== inner);
    const ofWrapper = split(false).map(([key, value]) => [key.replace(`${name}_`, ''), value] as const);
    const base = { name: String(base_optimizer), positional: [], settings: Object.fromEntries(split(true)) };
    return { name, positional: [base], settings: Object.fromEntries(ofWrapper) };
  };
}

for (const name of ['trac', 'mechanic']) {
  followsReference(name, { folder: 'more', spell: wrapperOf(name), learned: learnedScale });
}
