import { UsageError } from '../errors.ts';
import { pickAll, type WeightArray } from '../optimizers/index.ts';
import { RandomStream } from '../random.ts';
import { type WeightTensor, type WeightTensors, weightsNamed } from '../weights/index.ts';

/** The arrays of an optimizer's weights, their sizes settled. */
export type ThetaLayout = readonly { readonly name: string; readonly shape: readonly number[] }[];

/** The meta-parameters before the first generation. */
export interface FirstTheta {
  readonly layout: ThetaLayout;
  readonly theta: Float64Array;
  /** Of the file that they are from. */
  readonly sha256?: string;
}

/** Weights of a file. @throws UsageError where it has others, or others units in a hidden layer than are asked for. */
export function thetaOfFile(
  path: string,
  arrays: readonly WeightArray[],
  hidden: number | undefined,
): FirstTheta {
  const weights = weightsNamed(path);
  const tensors = pickAll(weights, arrays);
  const own = tensors[1]!.shape[0]!;
  if (hidden !== undefined && hidden !== own) {
    throw new UsageError(
      `--hidden ${hidden} is not what "${path}" has, ${own}; drop one of --hidden and --init-from`,
    );
  }
  return {
    layout: arrays.map(({ name }, index) => ({ name, shape: tensors[index]!.shape })),
    theta: Float64Array.from(tensors.flatMap(({ values }) => [...values])),
    sha256: weights.sha256,
  };
}

/**
 * Random weights: matrices normal with a standard deviation of 1/√inputs, cut at two of them, as haiku begins linear layers,
 * on which the references are built; biases 0.
 */
export function randomTheta(arrays: readonly WeightArray[], hidden: number, seed: number): FirstTheta {
  const stream = RandomStream.of(seed, 'meta-training', 'beginning');
  const layout = arrays.map(({ name, shape }) => ({
    name,
    shape: shape.map((size) => (size === 'hidden' ? hidden : size)),
  }));
  const values = layout.flatMap(({ shape }) => {
    const [outputs, inputs] = shape as [number, number?];
    if (inputs === undefined) return new Array<number>(outputs).fill(0);
    return Array.from({ length: outputs * inputs }, () => truncatedNormal(stream) / Math.sqrt(inputs));
  });
  return { layout, theta: Float64Array.from(values) };
}

function truncatedNormal(stream: RandomStream): number {
  for (;;) {
    const value = stream.normal();
    if (Math.abs(value) <= 2) return value;
  }
}

/** The meta-parameters as the arrays that a file holds. */
export function tensorsOfTheta(layout: ThetaLayout, theta: Float64Array): WeightTensors {
  let from = 0;
  return new Map(
    layout.map(({ name, shape }): [string, WeightTensor] => {
      const to = from + shape.reduce((product, size) => product * size, 1);
      const values = theta.slice(from, to);
      from = to;
      return [name, { shape, values }];
    }),
  );
}
