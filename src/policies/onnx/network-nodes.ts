import { UsageError } from '../../errors.ts';
import * as tf from '../../tensors/tf.ts';
import type { Graph } from './graph.ts';
import { kernelsToNodes } from './kernels-to-nodes.ts';
import { type Trace, type TracedTensor, tracing } from './trace-kernels.ts';

/** A network's parameter. */
export interface NamedArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** A network as a function of observations `[1, N, length]` and its parameters `[1, …]` by name. */
export type Forward = (params: Record<string, tf.Tensor>, observations: tf.Tensor) => tf.Tensor;

/** Two numbers of rows that no other size of a network depends on. */
const rows = [3, 5] as const;

/**
 * Writes what a network computes as nodes: the kernels that it calls, one after the other, for any number of rows.
 *
 * @param observations the name of a value `[1, N, length]`.
 * @returns the name of what it puts out, `[1, N, outputs]`.
 * @throws UsageError where it computes with what ONNX does not have, or not for any number of rows.
 */
export async function networkNodes(
  graph: Graph,
  forward: Forward,
  params: readonly NamedArray[],
  observations: string,
  length: number,
): Promise<string> {
  const trace = async (count: number): Promise<Trace & { readonly known: ReadonlyMap<object, string> }> => {
    const known = new Map<object, string>();
    const found = await tracing(() => {
      const input = tf.ones([1, count, length]);
      known.set(input.dataId, observations);
      const made = params.map(({ name, shape, values }) => {
        const tensor = tf.tensor(values, [1, ...shape]);
        known.set(tensor.dataId, name);
        return [name, tensor] as const;
      });
      return [forward(Object.fromEntries(made), input)];
    });
    return { ...found, known };
  };
  const { calls, results, given, known } = await trace(rows[0]);
  const other = await trace(rows[1]);
  const names = new Map<object, Map<string, string>>();
  const name = (tensor: TracedTensor, value: string): void => {
    const own = names.get(tensor.id) ?? new Map<string, string>();
    names.set(tensor.id, own.set(tensor.shape.join(), value));
  };
  const nameOf = (tensor: TracedTensor): string => {
    const own = names.get(tensor.id)?.get(tensor.shape.join()) ?? known.get(tensor.id);
    if (own !== undefined) return own;
    if (names.has(tensor.id)) throw new UsageError('it takes an array for another of the same numbers');
    const constant = graph.numbers(given.get(tensor.id)!, tensor.shape);
    name(tensor, constant);
    return constant;
  };
  if (calls.length !== other.calls.length) {
    throw new UsageError('it computes otherwise where there are more observations');
  }
  for (const [index, call] of calls.entries()) {
    const translate = kernelsToNodes[call.kernel];
    if (translate === undefined) {
      throw new UsageError(`it computes with ${call.kernel}, which rl-bench does not write as ONNX`);
    }
    const inputs = Object.values(call.inputs).flat().map(nameOf);
    const input = (which: string): string => nameOf(call.inputs[which] as TracedTensor);
    const made = translate(graph, { call, other: other.calls[index]! }, input, inputs);
    for (const [place, value] of made.entries()) name(call.outputs[place]!, value);
  }
  return nameOf(results[0]!);
}
