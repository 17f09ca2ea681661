import { followsReference } from './golden-suite.ts';

followsReference('mars', {
  folder: 'more',
  spell: ({ mars_type, ...settings }) => ({
    name: 'MARS',
    positional: [],
    settings: { ...settings, mars_type: String(mars_type).replace('mars-', '') },
  }),
});

followsReference('mars_m', {
  folder: 'more',
  spell: ({ lr, wd, momentum, ns_steps, adamw_betas, adamw_eps, gamma }) => ({
    name: 'MARS_M',
    positional: [],
    settings: {
      ...{ lr: lr!, momentum: momentum!, ns_steps: ns_steps!, gamma: gamma! },
      ...{ weight_decay: wd!, adam_weight_decay: wd! },
      ...{ adam_betas: adamw_betas!, adam_eps: adamw_eps! },
    },
  }),
});
