import { defineOp, type Named } from './op.ts';
import * as tf from './tf.ts';

/** Tables `[N, …]`, under names that are no concern of the op's, and the numbers of the rows that are wanted. */
const gatherRowsOp = defineOp<string>({
  name: 'GatherRows',
  formula: ({ rows, ...tables }) => Object.values(tables).map((table) => tf.gather(table, rows!)),
});

/**
 * The same rows of several tables, exact copies. It has no gradient.
 *
 * @param tables of numbers, `[N, …]`; none is called `rows`.
 * @param rows int32 `[P, B]`, from 0 to N − 1.
 * @returns `[P, B, …]` of each.
 */
export function gatherRows<Tables extends Partial<Named<string>>>(tables: Tables, rows: tf.Tensor): Tables {
  const gathered = gatherRowsOp({ ...(tables as Named<string>), rows }, {});
  return Object.fromEntries(Object.keys(tables).map((name, index) => [name, gathered[index]!])) as Partial<
    Named<string>
  > as Tables;
}
