import { Tensor, type TensorContainer, tidy } from './tf.ts';

/** Tensors in nested records and lists: parameters, gradients, the state of an optimizer. Plain data. */
export type TensorTree = Tensor | readonly TensorTree[] | { readonly [key: string]: TensorTree };

/** The tensors of a tree, in insertion order. */
export function leaves(tree: TensorTree): Tensor[] {
  const found: Tensor[] = [];
  gather(tree, found);
  return found;
}

function gather(tree: TensorTree, found: Tensor[]): void {
  if (tree instanceof Tensor) found.push(tree);
  else for (const child of Array.isArray(tree) ? tree : Object.values(tree)) gather(child, found);
}

/** The tree of the same shape whose leaves are `fn(leaf, …matching leaves of the others)`. */
export function mapTree<T extends TensorTree>(
  fn: (leaf: Tensor, ...others: Tensor[]) => Tensor,
  tree: T,
  ...others: readonly TensorTree[]
): T {
  if (tree instanceof Tensor) return fn(tree, ...(others as Tensor[])) as T;
  const child = (key: string): TensorTree => {
    const matching = others.map((other) => (other as Record<string, TensorTree>)[key]!);
    return mapTree(fn, (tree as Record<string, TensorTree>)[key]!, ...matching);
  };
  const keys = Object.keys(tree);
  return (
    Array.isArray(tree) ? keys.map(child) : Object.fromEntries(keys.map((key) => [key, child(key)]))
  ) as T;
}

/** The tree of the same shape with other leaves, in the order of {@link leaves}. */
export function withLeaves<T extends TensorTree>(tree: T, others: readonly Tensor[]): T {
  let next = 0;
  return mapTree(() => others[next++]!, tree);
}

/** Frees the tensors of `tree`, except those that live on in `keep`. */
export function disposeTree(tree: TensorTree, keep: TensorTree = []): void {
  const kept = new Set(leaves(keep));
  for (const leaf of leaves(tree)) if (!kept.has(leaf) && !leaf.isDisposed) leaf.dispose();
}

/** `tf.tidy` for functions that return trees: frees what `fn` made, except the tensors of its result. */
export function tidyTree<T extends TensorTree>(fn: () => T): T {
  return tidy(fn as unknown as () => TensorContainer) as unknown as T;
}
