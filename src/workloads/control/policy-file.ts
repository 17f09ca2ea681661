import { UsageError } from '../../errors.ts';
import type { MemberRow } from '../../tensors/member-rows.ts';
import type { ParameterLayout } from '../../tensors/parameter-layout.ts';
import { safetensorsFile, tensorsOf, type WeightTensor, type WeightTensors } from '../../weights/index.ts';
import type { SavedMoments } from './running-moments.ts';

/** A trained player: all that acting by its policy takes beside its networks' shapes. */
export interface KeptPolicy {
  /** Of actor and critic, as one vector. */
  readonly parameters: MemberRow;
  /** What its observations are normalised by; null where they are taken as they are. */
  readonly moments: SavedMoments | null;
}

const statistics = {
  mean: 'observations.mean',
  variance: 'observations.variance',
  count: 'observations.count',
};

/**
 * The bytes of a `.safetensors` file: the parameters by name, `[inputs, outputs]` for kernels and `[1, outputs]` for biases,
 * and the statistics of observations in double precision.
 *
 * @param metadata texts by name, which go into the header.
 */
export function policyFile(
  layout: ParameterLayout,
  { parameters, moments }: KeptPolicy,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const tensors = new Map<string, WeightTensor & { readonly double?: boolean }>();
  for (const { name, shape, values } of layout.arrays(parameters)) {
    tensors.set(name, { shape, values: Float64Array.from(values) });
  }
  for (const [name, array] of observationArrays(moments)) tensors.set(name, array);
  return safetensorsFile(tensors, metadata);
}

/** The arrays in which statistics of observations are kept, by name; none where there are none. */
export function observationArrays(
  moments: SavedMoments | null,
): (readonly [string, WeightTensor & { readonly double: boolean }])[] {
  if (moments === null) return [];
  const { mean, variance, count } = moments;
  return [
    [statistics.mean, { shape: [mean.length], values: mean, double: true }],
    [statistics.variance, { shape: [variance.length], values: variance, double: true }],
    [statistics.count, { shape: [1], values: Float64Array.of(count), double: true }],
  ];
}

/**
 * The policy that such a file holds.
 *
 * @param layout of the networks that it is for.
 * @param observations their length; null where the agent takes observations as they are.
 * @throws UsageError where arrays are missing, of another shape, or too many, about the file as "it".
 */
export function policyIn(
  bytes: Uint8Array,
  layout: ParameterLayout,
  observations: number | null,
): KeptPolicy {
  return policyOf(tensorsOf(bytes, '.safetensors'), layout, observations);
}

/** The same of the arrays of such a file. */
export function policyOf(
  tensors: WeightTensors,
  layout: ParameterLayout,
  observations: number | null,
): KeptPolicy {
  const known = [...layout.names, ...(observations === null ? [] : Object.values(statistics))];
  const foreign = [...tensors.keys()].find((name) => !known.includes(name));
  if (foreign !== undefined) {
    throw new UsageError(
      `it has an array ${JSON.stringify(foreign)}, and this policy is made of ${known.join(', ')}`,
    );
  }
  // Looked for before there is room for them: what the layout asks for may be larger than any file.
  const found = layout.names.map((name, index) => arrayIn(tensors, name, layout.shapes[index]!).values);
  const parameters = new Float32Array(layout.length);
  for (const [index, values] of found.entries()) parameters.set(values, layout.offsets[index]!);
  if (observations === null) return { parameters, moments: null };
  const { values: mean } = arrayIn(tensors, statistics.mean, [observations]);
  const { values: variance } = arrayIn(tensors, statistics.variance, [observations]);
  const count = arrayIn(tensors, statistics.count, [1]).values[0]!;
  return { parameters, moments: { mean, variance, count } };
}

function arrayIn(tensors: WeightTensors, name: string, shape: readonly number[]): WeightTensor {
  const found = tensors.get(name);
  if (found === undefined) throw new UsageError(`it has no array ${JSON.stringify(name)}`);
  if (found.shape.join() === shape.join()) return found;
  throw new UsageError(`${JSON.stringify(name)} is [${found.shape}] in it, and [${shape}] in this policy`);
}
