import { UsageError } from '../../errors.ts';
import type { NamedShape } from '../../tensors/parameter-layout.ts';
import { kernelsByNetwork } from './parameter-roles.ts';

/**
 * Names of the kernels of some layers of each network.
 *
 * @param layers 0 is a network's first, -1 its last; null for all. A network that has no such layer goes without.
 * @throws UsageError for a layer that no network has, where there are networks.
 */
export function kernelsOf(parameters: readonly NamedShape[], layers: readonly number[] | null): string[] {
  const networks = kernelsByNetwork(parameters);
  if (layers === null || networks.length === 0) return networks.flat();
  const unknown = layers.find((layer) => networks.every((names) => names.at(layer) === undefined));
  if (unknown !== undefined) {
    const most = Math.max(...networks.map((names) => names.length));
    throw new UsageError(
      `layers=[${layers}] names layer ${unknown}, and networks here have ${most}; take numbers from ${-most} to ${most - 1}`,
    );
  }
  return networks.flatMap((names) => {
    const chosen = new Set(layers.map((layer) => names.at(layer)));
    return names.filter((name) => chosen.has(name));
  });
}
