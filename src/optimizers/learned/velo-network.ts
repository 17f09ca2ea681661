import { UsageError } from '../../errors.ts';
import type { Weights } from '../../weights/index.ts';
import type { Layer } from './network.ts';
import { pick, stacked } from './weights-setting.ts';

/** How many numbers each of the 14 groups of features is, for which the first layer has a block of rows each. */
export const groups = [1, 1, 1, 3, 1, 3, 1, 3, 1, 3, 3, 3, 3, 3];

/**
 * The network 30 → hidden → hidden → 3 that sees the features, as haiku names it: `w0__0` … `w0__13` are the blocks of the
 * first layer, whose order is that of their numbers; `b0`, `w1`, `b1`, `w2`, `b2`  the rest. PyLO has a dot in place of the underscores.
 */
export function featureLayers(weights: Weights): readonly Layer[] {
  const sizes = new Map<string, number>();
  const first = [...weights.tensors.keys()].find((name) => /(^|\/)w0(__|\.)0$/.test(name));
  if (first === undefined) {
    throw new UsageError(
      `weights ${JSON.stringify(weights.path)} are none of this optimizer: "w0__0" is not there`,
    );
  }
  const prefix = first.replace(/w0(__|\.)0$/, '');
  const joint = first.slice(prefix.length + 2, -1);
  const block = (rows: number, index: number) =>
    pick(weights, `${prefix}w0${joint}${index}`, [rows, 'hidden'], sizes);
  const array = (name: string, shape: readonly (number | string)[]) =>
    pick(weights, `${prefix}${name}`, shape, sizes);
  return [
    { kernel: stacked(groups.map(block)), bias: array('b0', ['hidden']) },
    { kernel: array('w1', ['hidden', 'hidden']), bias: array('b1', ['hidden']) },
    { kernel: array('w2', ['hidden', 3]), bias: array('b2', [3]) },
  ];
}
