import type { Call, Value } from '../../src/call-expression.ts';
import { parameterRoles } from '../../src/optimizers/index.ts';
import { type Hyperparameters, readGoldens } from './golden.ts';
import { followsReference } from './golden-suite.ts';

/** A rule for matrices that is given kernels of all layers. */
const ofAllKernels =
  (name: string) =>
  (settings: Hyperparameters): Call => ({ name, positional: [], settings: { ...settings, heads: true } });

/** What treats the tensors that are not orthogonalised. */
function othersOf({ others, lr, weight_decay }: Hyperparameters): Record<string, Value> {
  if (others === null || others === 'nesterov_ema') return others === null ? {} : { others };
  const { betas, eps } = others as unknown as Record<string, Value>;
  return {
    adam_lr: lr!,
    adam_betas: betas!,
    adam_eps: eps!,
    adam_weight_decay: weight_decay!,
    adam_early_eps: true,
  };
}

const muonOptions = new Map(readGoldens('muon_options', 'more').map(({ id, initial }) => [id, initial]));

followsReference('muon_options', {
  folder: 'more',
  spell(hyperparameters, id) {
    const { matrices, others: _, ...settings } = hyperparameters;
    const orthogonalised = matrices as unknown as readonly string[];
    const parameters = Object.entries(muonOptions.get(id)!).map(([name, { shape }]) => ({ name, shape }));
    const roles = Object.entries(parameterRoles(parameters));
    const treats = (role: string) =>
      roles.some(([name, own]) => own === role && orthogonalised.includes(name));
    return {
      name: 'MUON',
      positional: [],
      settings: {
        ...settings,
        ...othersOf(hyperparameters),
        inputs: treats('input'),
        heads: treats('head'),
      },
    };
  },
});

followsReference('adamuon', { folder: 'more', spell: ofAllKernels('ADAMUON') });
followsReference('polargrad', { folder: 'more', spell: ofAllKernels('POLARGRAD') });

followsReference('hyperball', {
  folder: 'more',
  spell({ base_optimizer, rule, weight_decay, radius, outward_scale, inward_scale, ...inner }) {
    const base = ofAllKernels(String(base_optimizer))({ ...inner, norm_eps: 1e-15, norm_eps_style: 'max' });
    const given = { weight_decay, radius, outward_scale, inward_scale };
    const settings = Object.entries(given).filter(
      (entry): entry is [string, Value] => entry[1] !== undefined,
    );
    return { name: String(rule).toUpperCase(), positional: [base], settings: Object.fromEntries(settings) };
  },
});
