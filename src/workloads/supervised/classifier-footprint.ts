import type { NamedShape } from '../../tensors/parameter-layout.ts';
import type { Footprint } from '../footprint.ts';
import { judgedAtOnce } from './classifier-workload.ts';

const bytesPerNumber = 4;
/** Copies of the parameters that are alive in a step: themselves, gradients, statistics, an optimizer's state, … */
const copies = 20;
/** Of what every layer makes of a row: its outputs, their slopes, what is about to be freed. */
const copiesOfOutputs = 4;

/**
 * What a member's classifier takes, counted from its shapes.
 *
 * @param inputs numbers of an example. @param batch examples of a minibatch. @param examples of the whole data set.
 */
export function classifierFootprint(
  parameters: readonly NamedShape[],
  inputs: number,
  batch: number,
  examples: number,
): Footprint {
  const numbers = parameters.reduce((sum, { shape: [rows, columns] }) => sum + rows * columns, 0);
  const outputs = parameters.reduce((sum, { shape: [, columns] }) => sum + columns, 0);
  const rows = Math.max(batch, judgedAtOnce);
  return {
    tensors: bytesPerNumber * (copies * numbers + copiesOfOutputs * rows * (inputs + outputs)),
    largest: bytesPerNumber * Math.max(numbers, rows * Math.max(inputs, outputs)),
    host: bytesPerNumber * examples * (inputs + 1),
  };
}
