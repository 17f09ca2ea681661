import * as tf from '../../tensors/tf.ts';
import type { SimdBackend } from './backend.ts';
import { FromHeap } from './from-heap.ts';
import type { Kernels } from './kernels.ts';
import type { OwnKernel } from './register.ts';

const bytesPerFloat = 4;

/** One number for all members, or a tensor with one each. */
export type Coefficient = number | tf.TensorInfo;

/** A coefficient of one member. Kernels take it for the number that it is. */
export function coefficientOf(backend: SimdBackend, coefficient: Coefficient, member: number): number {
  if (typeof coefficient === 'number') return coefficient;
  const address = backend.address(coefficient) + member * bytesPerFloat;
  const value = backend.heap.floats[address / bytesPerFloat]!;
  return backend.isRecording ? (new FromHeap(address, value) as unknown as number) : value;
}

/**
 * A kernel that works on one member's numbers after the other's.
 *
 * @param operands names of the inputs, all of one shape, in the order of the function's arguments.
 * @param coefficients names of its settings, in that order too.
 */
function rule(
  name: keyof Kernels,
  results: number,
  operands: readonly string[],
  coefficients: readonly string[],
): OwnKernel {
  return (backend, inputs, attrs) => {
    const kernel = backend.kernels[name] as (...args: number[]) => void;
    const given = operands.map((operand) => inputs[operand]!);
    const { shape } = given[0]!;
    if (!given.every((tensor) => tf.util.arraysEqual(tensor.shape, shape))) {
      throw new Error(`${name} takes tensors of one shape, given ${given.map((x) => `[${x.shape}]`)}`);
    }
    const outs = Array.from({ length: results }, () => backend.output(shape));
    const addresses = [...outs, ...given].map((tensor) => backend.address(tensor));
    const members = shape[0]!;
    const length = tf.util.sizeFromShape(shape) / members;
    const settings = coefficients.map((each) => attrs[each] as unknown as Coefficient);
    for (let member = 0; member < members; member++) {
      kernel(
        ...addresses.map((address) => address + member * length * bytesPerFloat),
        length,
        ...settings.map((each) => coefficientOf(backend, each, member)),
      );
    }
    return outs;
  };
}

export const blend = rule('blend', 1, ['memory', 'news'], ['keep', 'take']);
export const moments = rule('moments', 2, ['m', 'v', 'gradient'], ['keepM', 'takeM', 'keepV', 'takeV']);
export const overRoot = rule('overRoot', 1, ['numerator', 'square'], ['root', 'eps']);
export const clipNorm = rule('clipNorm', 1, ['gradient'], ['limit']);
export const watchGradient = rule('watchGradient', 3, ['sum', 'squares', 'largest', 'gradient'], []);

/** The largest magnitude in every member's share of each tensor. */
export const largestMagnitudes: OwnKernel = (backend, inputs) => {
  const tensors = Object.values(inputs) as tf.TensorInfo[];
  const members = tensors[0]!.shape[0]!;
  const out = backend.output([members, 1, tensors.length]);
  const found = backend.address(out);
  for (const [index, tensor] of tensors.entries()) {
    const length = tf.util.sizeFromShape(tensor.shape) / members;
    for (let member = 0; member < members; member++) {
      const to = found + (member * tensors.length + index) * bytesPerFloat;
      const from = backend.address(tensor) + member * length * bytesPerFloat;
      backend.kernels.largestMagnitude(to, from, length);
    }
  }
  return [out];
};
