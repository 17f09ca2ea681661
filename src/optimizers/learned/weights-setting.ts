import { z } from 'zod';
import { UsageError } from '../../errors.ts';
import { homeWeights, type Weights, type WeightTensor, weightsNamed } from '../../weights/index.ts';
import type { WeightArray } from '../entry/optimizer.ts';
import type { Layer } from './network.ts';

/** How many digits of a SHA-256 stand in an optimizer's name: no two files agree in them by accident. */
const digits = 16;

/** The settings of an optimizer that is nothing without a file of weights. */
export const weightsSettings = {
  weights: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe(
      'file of trained weights, .npy, .safetensors or MessagePack of flax, or the name of some that come with rl-bench',
    ),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .nullable()
    .default(null)
    .describe(
      `first ${digits} digits of that file's SHA-256: rl-bench finds them out, and insists on them where they are given`,
    ),
};

/** What the weights of an optimizer that come with rl-bench were trained on, by name. */
export function homeWeightsOf(optimizer: string): Readonly<Record<string, string>> {
  const own = Object.entries(homeWeights()).filter(([, home]) => home.optimizer === optimizer);
  return Object.fromEntries(own.map(([name, { trained_on }]) => [name, trained_on]));
}

/** What {@link weightsSettings} make of a choice. */
export interface WeightsChoice {
  readonly weights: string | null;
  readonly sha256: string | null;
}

/**
 * The digits that tell the file of weights from every other. They become part of the choice, and so go wherever it goes:
 * into the results file, to workers, to those who resume or verify.
 *
 * @param read the weights, to look whether the file has those of the rule.
 * @throws UsageError where no file is named, or it is not the one that is meant.
 */
export function pinWeights(name: string, read: (weights: Weights) => unknown) {
  return ({ weights, sha256 }: WeightsChoice): { readonly sha256: string } => {
    if (weights === null) {
      const names = Object.keys(homeWeightsOf(name)).map((own) => `${name}(weights=${own})`);
      const brought = names.length > 0 ? `, or those that come with rl-bench: ${names.join(', ')}` : '';
      const none = names.length > 0 ? '' : ', and rl-bench brings none';
      throw new UsageError(
        `${name} is nothing without trained weights${none}; name a file of them: ${name}(weights=FILE)${brought}`,
      );
    }
    const file = weightsNamed(weights);
    const found = file.sha256.slice(0, digits);
    if (sha256 !== null && sha256 !== found) {
      throw new UsageError(
        `weights ${JSON.stringify(weights)} have changed: their SHA-256 begins with ${found}, and that of those asked for with ${sha256}`,
      );
    }
    read(file);
    return { sha256: found };
  };
}

/** Reads what {@link pinWeights} has found good. */
export function weightsOf({ weights }: WeightsChoice): Weights {
  return weightsNamed(weights!);
}

/**
 * The network of each member by its own file; of one where all name the same file.
 *
 * @param read the network of a file.
 * @throws UsageError where networks differ in size: members of one population are computed in one tensor.
 */
export function networksOfMembers(
  members: readonly WeightsChoice[],
  read: (weights: Weights) => readonly Layer[],
): readonly (readonly Layer[])[] {
  const [first] = members;
  const networks = members.every(({ weights }) => weights === first!.weights)
    ? [read(weightsOf(first!))]
    : members.map((member) => read(weightsOf(member)));
  const sizes = networks.map((layers) => layers.map(({ kernel }) => kernel.shape.join(' × ')).join(', '));
  const other = sizes.findIndex((size) => size !== sizes[0]);
  if (other < 0) return networks;
  throw new UsageError(
    `members of one population cannot differ in the sizes of their networks (${sizes[0]} in ${JSON.stringify(first!.weights)}, ` +
      `${sizes[other]} in ${JSON.stringify(members[other]!.weights)}); train them as separate optimizers`,
  );
}

/**
 * An array of a file.
 *
 * @param shape what it must be; a text stands for any size, and in all arrays that are asked for with one `sizes` for the
 * same.
 * @throws UsageError where it is not there or has another shape.
 */
export function pick(
  { path, tensors }: Weights,
  name: string,
  shape: readonly (number | string)[],
  sizes: Map<string, number> = new Map(),
): WeightTensor {
  const called = name === '' ? 'its array' : JSON.stringify(name);
  const found = tensors.get(name);
  const refused = (why: string) =>
    new UsageError(`weights ${JSON.stringify(path)} are none of this optimizer: ${why}`);
  if (!found) throw refused(`${called} is not there`);
  // Where the file gives all members of a stack and there is one, the axis of the stack is left out.
  const own =
    found.shape.length === shape.length + 1 && found.shape[0] === 1 ? found.shape.slice(1) : found.shape;
  const fits =
    own.length === shape.length &&
    own.every((size, axis) => {
      const wanted = shape[axis]!;
      if (typeof wanted === 'number') return size === wanted;
      if (!sizes.has(wanted)) sizes.set(wanted, size);
      return size > 0 && sizes.get(wanted) === size;
    });
  if (!fits) {
    const wanted = shape.map((each) => (typeof each === 'number' ? each : (sizes.get(each) ?? each)));
    throw refused(`${called} has the shape [${found.shape}], not [${wanted}]`);
  }
  return { values: found.values, shape: own };
}

/** Arrays of a file, in which a size with a name is the same everywhere. @throws UsageError as {@link pick} does. */
export function pickAll(weights: Weights, arrays: readonly WeightArray[]): readonly WeightTensor[] {
  const sizes = new Map<string, number>();
  return arrays.map(({ name, shape, otherwise }) =>
    otherwise && !weights.tensors.has(name)
      ? { shape: [otherwise.length], values: Float64Array.from(otherwise) }
      : pick(weights, name, shape, sizes),
  );
}

/** A matrix that PyTorch keeps as `[outputs, inputs]`, as `[inputs, outputs]`; of a stack every one of them. */
export function transposed({ values, shape }: WeightTensor): WeightTensor {
  const [columns, rows] = shape.slice(-2) as [number, number];
  const size = rows * columns;
  return {
    shape: [...shape.slice(0, -2), rows, columns],
    values: values.map((_, index) => {
      const [start, place] = [Math.floor(index / size) * size, index % size];
      return values[start + (place % columns) * rows + Math.floor(place / columns)]!;
    }),
  };
}

/** Matrices one above the other. */
export function stacked(blocks: readonly WeightTensor[]): WeightTensor {
  const columns = blocks[0]!.shape.at(-1)!;
  const values = Float64Array.from(blocks.flatMap((block) => [...block.values]));
  return { values, shape: [values.length / columns, columns] };
}
