import * as tf from './tf.ts';
import { mapTree, type TensorTree } from './tree.ts';

/** The chosen members of any tree, as a population of their own. */
export type Pick = <T extends TensorTree>(from: T) => T;

/**
 * Work that only some members need: the tree with what `fresh` makes for the chosen members in their places, and the
 * others as they are. Nothing is computed for those, and nothing at all where none is chosen. Call within `tf.tidy`.
 *
 * @param chosen one entry a member.
 * @param fresh gets at the chosen members of whatever it needs by the function that it is given.
 */
export function replaceMembers<T extends TensorTree>(
  chosen: readonly boolean[],
  tree: T,
  fresh: (pick: Pick) => T,
): T {
  const indices = chosen.flatMap((each, member) => (each ? [member] : []));
  if (indices.length === 0) return tree;
  if (indices.length === chosen.length) return fresh((from) => from);
  const take = (tensor: tf.Tensor, from: readonly number[]) =>
    tf.gather(tensor, tf.tensor1d([...from], 'int32'));
  const made = fresh((from) => mapTree((leaf) => take(leaf, indices), from));
  // The new ones lie behind all the old ones.
  const places = chosen.map((each, member) => (each ? chosen.length + indices.indexOf(member) : member));
  return mapTree((old, anew) => take(tf.concat([old, anew!], 0), places), tree, made);
}
