import type { NamedShape } from '../../tensors/parameter-layout.ts';
import type { Params } from '../entry/optimizer.ts';

/**
 * What a parameter is for. Rules for matrices act on kernels; most leave heads and vectors to a companion.
 *
 * - `input`: the kernel of a network's first layer, which sees observations;
 * - `hidden`: the kernels after it;
 * - `head`: the kernel of the last layer;
 * - `vector`: everything else, such as biases, scales and standard deviations.
 */
export type ParameterRole = 'input' | 'hidden' | 'head' | 'vector';

/**
 * The role of every parameter, read from names (`actor.0.kernel`: network, layer, kind) and shapes.
 *
 * A parameter is a kernel if its kind says so (`kernel`, `weight`), or if it has another kind or none and more than one
 * row. The head of a network is the layer of that name, else its last layer; a network of one layer has but a head.
 */
export function parameterRoles(parameters: readonly NamedShape[]): Record<string, ParameterRole> {
  const roles: Record<string, ParameterRole> = {};
  for (const { name } of parameters) roles[name] = 'vector';
  for (const names of kernelsByNetwork(parameters)) {
    const head = names.find((name) => name.split('.').at(-2) === 'head') ?? names.at(-1)!;
    for (const [index, name] of names.entries()) {
      roles[name] = name === head ? 'head' : index === 0 ? 'input' : 'hidden';
    }
  }
  return roles;
}

/** The names of the kernels of each network, in the order of its layers. */
export function kernelsByNetwork(parameters: readonly NamedShape[]): readonly (readonly string[])[] {
  const kernels = new Map<string, string[]>();
  for (const { name, shape } of parameters) {
    if (!isKernel(name, shape)) continue;
    const network = name.split('.').slice(0, -2).join('.');
    kernels.set(network, [...(kernels.get(network) ?? []), name]);
  }
  return [...kernels.values()];
}

/** True for a parameter of the critic's network: `critic.0.kernel`. All others are the actor's. */
export function isCritics(name: string): boolean {
  return name === 'critic' || name.startsWith('critic.');
}

/** Names and shapes of tensors that have the members first. */
export function shapesOf(params: Params): NamedShape[] {
  return Object.entries(params).map(([name, { shape }]) => ({ name, shape: [shape[1]!, shape[2]!] }));
}

function isKernel(name: string, [rows]: readonly [number, number]): boolean {
  const kind = name.split('.').at(-1)!;
  return kind === 'kernel' || kind === 'weight' || (kind !== 'bias' && rows > 1);
}
