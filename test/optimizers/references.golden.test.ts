import type { Value } from '../../src/call-expression.ts';
import { followsReference } from './golden-suite.ts';

for (const name of ['sgd', 'adam', 'adamw', 'adagrad', 'rmsprop', 'novograd']) {
  followsReference(name, {
    // AMSGrad is an optimizer of its own here: ADAM refuses the setting where it asks for anything.
    spell: ({ amsgrad, ...settings }) => ({
      name,
      positional: [],
      settings: amsgrad === true ? { ...settings, amsgrad } : settings,
    }),
  });
}

for (const name of ['milo', 'milo_lw']) {
  followsReference(name, {
    // The reference never reads max_group_size; layers are joined from outside.
    spell({ max_group_size: _, layer_mapping, layer_lr_multipliers, ...settings }) {
      const joined: Record<string, Value> = layer_mapping ? { layer_mapping: 'layer' } : {};
      if (layer_lr_multipliers) joined.layer_lr_multipliers = listOf(layer_lr_multipliers);
      return { name, positional: [], settings: { ...settings, ...joined } };
    },
  });
}

/** `{ 0: 0.5, 2: 2 }` → `[0.5, 1, 2]` */
function listOf(multipliers: Value): number[] {
  const byLayer = multipliers as unknown as Record<number, number>;
  const layers = Math.max(...Object.keys(byLayer).map(Number)) + 1;
  return Array.from({ length: layers }, (_, layer) => byLayer[layer] ?? 1);
}
