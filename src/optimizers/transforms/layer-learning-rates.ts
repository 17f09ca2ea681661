import { UsageError } from '../../errors.ts';
import type { Optimizer, Params } from '../entry/optimizer.ts';
import { type LayerMapping, layersOf } from '../layout/layers.ts';
import { common, perMember } from '../members/per-member.ts';
import { identity, type NoState } from './chain.ts';
import { scale } from './weighted.ts';

/** Multiplies each layer by its entry of `layer_lr_multipliers`; layers without one, and null, count as 1. */
export function scaleLayers(
  members: readonly {
    readonly layer_mapping: LayerMapping;
    readonly layer_lr_multipliers: readonly number[] | null;
  }[],
): Optimizer<NoState> {
  const longest = Math.max(...members.map((member) => member.layer_lr_multipliers?.length ?? 0));
  if (longest === 0) return identity;
  const mapping = common(members, 'layer_mapping');
  const layers = (params: Params) => layersOf(Object.keys(params), mapping);
  return {
    init(params) {
      const count = layers(params).length;
      if (longest > count) {
        throw new UsageError(
          `layer_lr_multipliers has ${longest} entries, but there are ${count} layers; leave out what is too much`,
        );
      }
      return {};
    },
    update(gradients, state, _params, context) {
      const named = layers(gradients);
      const coefficients = perMember(members, ({ layer_lr_multipliers }) =>
        Object.fromEntries(named.map((_, layer) => [String(layer), layer_lr_multipliers?.[layer] ?? 1])),
      )(context);
      const scaled = named.flatMap((names, layer) =>
        names.map((name) => [name, scale(gradients[name]!, coefficients[String(layer)]!)] as const),
      );
      return { updates: { ...gradients, ...Object.fromEntries(scaled) }, state };
    },
  };
}
