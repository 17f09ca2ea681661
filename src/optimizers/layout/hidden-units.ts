import type { NamedShape } from '../../tensors/parameter-layout.ts';

/** A hidden layer whose units are told apart by its parameters: `actor.0`. */
export interface HiddenUnits {
  readonly layer: string;
  readonly units: number;
  /** The kernel that has a column for every unit. */
  readonly incoming: string;
  /** Of one number a unit; undefined where the layer has none. */
  readonly bias: string | undefined;
  /** The kernel of the layer behind, which has a row for every unit. */
  readonly outgoing: string;
}

/**
 * The hidden layers of networks whose layers stand one behind the other, read from names (`actor.0.kernel`: network, layer,
 * kind) and shapes. Layers with further parameters are left out: they are normalised, and what a unit of those puts out is not
 * its own affair, as it moves the mean and the variance of its neighbours.
 */
export function hiddenUnits(parameters: readonly NamedShape[]): HiddenUnits[] {
  const kernels = parameters.filter(({ name }) => name.endsWith('.kernel'));
  return kernels.slice(0, -1).flatMap(({ name, shape: [, units] }, index) => {
    const { name: outgoing, shape } = kernels[index + 1]!;
    const layer = ownerOf(name);
    const bias = `${layer}.bias`;
    const others = parameters.filter((each) => ownerOf(each.name) === layer && each.name !== name);
    const follows = ownerOf(layer) === ownerOf(ownerOf(outgoing)) && shape[0] === units;
    if (!follows || others.some((each) => each.name !== bias)) return [];
    return [{ layer, units, incoming: name, bias: others.length > 0 ? bias : undefined, outgoing }];
  });
}

/** The layer of a parameter, the network of a layer. */
function ownerOf(name: string): string {
  return name.split('.').slice(0, -1).join('.');
}
