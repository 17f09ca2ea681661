import type { NamedShape } from '../../tensors/parameter-layout.ts';
import type { Footprint } from '../footprint.ts';
import type { DataSizes } from './data-set.ts';
import type { Objective } from './objective.ts';
import { judgedAtOnce } from './supervised-workload.ts';

const bytesPerNumber = 4;
/** Copies of the parameters that are alive in a step: themselves, gradients, statistics, an optimizer's state, … */
const copies = 20;
/** Of what every layer makes of a row: its outputs, their slopes, what is about to be freed. */
const copiesOfOutputs = 4;

/**
 * What a member takes, counted from its shapes, and what all members of a process have in common: the data.
 *
 * @param batch examples of a minibatch.
 * @param numbersOfRow numbers that the layers put out for an example. Default: one for each column of the parameters.
 */
export function supervisedFootprint(
  parameters: readonly NamedShape[],
  { inputs, train, test }: DataSizes,
  { targets }: Pick<Objective, 'targets'>,
  batch: number,
  numbersOfRow?: number,
): Footprint {
  const perExample = numbersOfRow ?? parameters.reduce((sum, { shape: [, columns] }) => sum + columns, 0);
  const numbers = parameters.reduce((sum, { shape: [rows, columns] }) => sum + rows * columns, 0);
  const rows = Math.max(batch, judgedAtOnce(inputs, numbersOfRow));
  const example = bytesPerNumber * (inputs + targets);
  return {
    tensors: bytesPerNumber * (copies * numbers + copiesOfOutputs * rows * (inputs + perExample)),
    largest: bytesPerNumber * Math.max(numbers, rows * Math.max(inputs, perExample)),
    // The order in which a member sees the examples.
    host: bytesPerNumber * train,
    shared: { tensors: train * example, host: (train + test) * example },
  };
}
