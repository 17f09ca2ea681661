import { followsReference } from './golden-suite.ts';

followsReference('lookahead', {
  folder: 'more',
  spell: ({ base_optimizer, la_steps, la_alpha, pullback_momentum, ...settings }) => ({
    name: 'LOOKAHEAD',
    positional: [{ name: String(base_optimizer), positional: [], settings }],
    settings: { la_steps: la_steps!, la_alpha: la_alpha!, pullback_momentum: pullback_momentum! },
  }),
});
