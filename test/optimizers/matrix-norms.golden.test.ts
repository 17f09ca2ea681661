import type { Call, Value } from '../../src/call-expression.ts';
import { type ParameterRole, parameterRoles } from '../../src/optimizers/index.ts';
import type { Hyperparameters } from './golden.ts';
import { followsReference } from './golden-suite.ts';

/** A parameter group of a reference: its tensors, and settings of their own. */
type Group = { readonly params: readonly string[] } & Readonly<Record<string, Value>>;

const groupsOf = ({ groups }: Hyperparameters) => groups as unknown as readonly Group[];

/** The role of every parameter that a group names. Kernels are told by their names, so shapes do not matter. */
function rolesIn(groups: readonly Group[]): Record<string, ParameterRole> {
  const names = groups.flatMap(({ params }) => params);
  names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return parameterRoles(names.map((name) => ({ name, shape: [1, 1] })));
}

for (const name of ['muon', 'normuon']) {
  followsReference(name, {
    spell(hyperparameters) {
      const groups = groupsOf(hyperparameters);
      const roles = rolesIn(groups);
      const { params, use_muon: _, ...own } = groups.find(({ use_muon }) => use_muon)!;
      const { params: __, use_muon: ___, ...adam } = groups.find(({ use_muon }) => !use_muon)!;
      const treats = (role: ParameterRole) => params.some((param) => roles[param] === role);
      const companion = Object.entries(adam).map(([key, value]) => [`adam_${key}`, value]);
      return {
        name,
        positional: [],
        settings: {
          ...own,
          ...Object.fromEntries(companion),
          inputs: treats('input'),
          heads: treats('head'),
        },
      };
    },
  });
}

for (const file of ['scion', 'uscion']) {
  followsReference(file, {
    spell(hyperparameters) {
      const { lr, momentum, unconstrained } = hyperparameters;
      const groups = groupsOf(hyperparameters);
      const norms: Partial<Record<ParameterRole, Call>> = {};
      const roles = rolesIn(groups);
      for (const { params, norm, norm_kwargs, scale } of groups) {
        const settings = { ...(norm_kwargs as unknown as Record<string, Value>), scale: scale! };
        for (const param of params) norms[roles[param]!] = { name: String(norm), positional: [], settings };
      }
      const name = unconstrained === true ? 'USCION' : 'SCION';
      return { name, positional: [], settings: { lr: lr!, momentum: momentum!, ...norms } };
    },
  });
}

followsReference('sinkgd');
followsReference('swan');
