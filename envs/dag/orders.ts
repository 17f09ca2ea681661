import type { NodeFits } from './node-fits.ts';

/** Half of the mean squared residual of all nodes, each fitted to those before it: ‖X − XW‖² / 2n. */
export function scoreOf(fits: NodeFits, order: ArrayLike<number>): number {
  let [score, before] = [0, 0];
  for (let place = 0; place < order.length; place++) {
    const node = order[place]!;
    score += fits.fit(node, before).score;
    before |= 1 << node;
  }
  return score;
}

/** `[from][to]`, the weight of each edge when every node is fitted to all that stand before it. */
export function weightsOf(fits: NodeFits, order: ArrayLike<number>): number[][] {
  const weights = Array.from({ length: fits.nodes }, () => new Array<number>(fits.nodes).fill(0));
  let before = 0;
  for (let place = 0; place < order.length; place++) {
    const node = order[place]!;
    for (const [from, weight] of fits.fit(node, before).weights.entries()) weights[from]![node] = weight;
    before |= 1 << node;
  }
  return weights;
}

/**
 * Of all orders the one with the lowest or the highest score. What nodes come to depends on the set of those before them alone, so
 * the best order of each set is made of the best ones of the sets with a node less (Held & Karp 1962): 2ᵈ sets stand for d! orders.
 */
export function extremeOrder(fits: NodeFits, extreme: 'lowest' | 'highest'): number[] {
  const sets = 2 ** fits.nodes;
  const sign = extreme === 'lowest' ? 1 : -1;
  const scores = new Float64Array(sets).fill(Number.POSITIVE_INFINITY);
  const lasts = new Int32Array(sets);
  scores[0] = 0;
  for (let set = 1; set < sets; set++) {
    for (let node = 0; node < fits.nodes; node++) {
      if (!((set >> node) & 1)) continue;
      const before = set ^ (1 << node);
      const score = scores[before]! + sign * fits.fit(node, before).score;
      if (score >= scores[set]!) continue;
      scores[set] = score;
      lasts[set] = node;
    }
  }
  const order: number[] = [];
  for (let set = sets - 1; set > 0; set ^= 1 << order[0]!) order.unshift(lasts[set]!);
  return order;
}
