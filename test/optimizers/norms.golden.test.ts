import { followsReference } from './golden-suite.ts';

for (const name of [
  ...['signsgd', 'nsgd', 'lamb', 'adafactor', 'novograd_lonepatient'],
  ...['adamp', 'sgdp', 'schedulefree_adamw'],
]) {
  followsReference(name);
}

followsReference('prodigy', {
  // An unbounded growth of the distance is none here.
  spell: ({ growth_rate, ...settings }) => ({
    name: 'prodigy',
    positional: [],
    settings: { ...settings, growth_rate: growth_rate === 'inf' ? null : growth_rate! },
  }),
});

followsReference('signum_options', {
  folder: 'more',
  spell: (settings) => ({ name: 'signsgd', positional: [], settings }),
});
