import { inverse, LuDecomposition, Matrix } from 'ml-matrix';
import type { NodeFits } from '../../envs/dag/node-fits.ts';
import { scoreOf, weightsOf } from '../../envs/dag/orders.ts';

/** Two nodes, of which the first stands behind the second. */
export type Candidate = readonly [node: number, before: number];

export interface SwapSettings {
  /** Swaps that are tried first, at least 1. */
  readonly small: number;
  /** Swaps that are tried where none of those is any good, at most all d(d − 1)/2. */
  readonly large: number;
  /** How often that may help. Default 1. */
  readonly largeSearches?: number;
}

export interface SwappedOrder {
  readonly order: readonly number[];
  readonly score: number;
}

export interface SwapSearch {
  /** From the first order to the last. */
  readonly way: readonly SwappedOrder[];
  /** Swaps whose score was looked at. */
  readonly tried: number;
}

/** How far from acyclic a weighted graph is, h = −log det(I − |W|), and its gradient (I − |W|)⁻ᵀ. @param weights `[from][to]` */
export function acyclicity(weights: readonly (readonly number[])[]): { h: number; gradient: number[][] } {
  const left = Matrix.eye(weights.length).sub(new Matrix(weights.map((row) => row.map(Math.abs))));
  const h = -Math.log(Math.abs(new LuDecomposition(left).determinant));
  return { h: h === 0 ? 0 : h, gradient: inverse(left).transpose().to2DArray() };
}

/** The pairs that stand the wrong way round for an edge whose edge costs least acyclicity, by node, with all that tie with the last. */
export function candidates(
  order: readonly number[],
  gradient: readonly (readonly number[])[],
  count: number,
): Candidate[] {
  const places = order.map((_, node) => order.indexOf(node));
  const all = places.flatMap((place, node) =>
    places.flatMap((other, before): Candidate[] => (place > other ? [[node, before]] : [])),
  );
  const costs = all.map(([node, before]) => gradient[node]![before]!);
  const most = costs.toSorted((a, b) => a - b)[Math.min(count, all.length) - 1];
  return all.filter((_, index) => costs[index]! <= most!);
}

/**
 * The search of TOPO (Deng, Bello, Aragam & Ravikumar 2023, "Optimizing NOTEARS Objectives via Topological Swaps";
 * Duntrain/TOPO at dd90738, `TOPO_linear.fit`): all swaps that lower the score are made, the best first, unless their span of places touches
 * that of one before, until none that is tried does. Where none of the first does, more are tried.
 */
export function topologicalSwaps(
  fits: NodeFits,
  start: readonly number[],
  { small, large, largeSearches = 1 }: SwapSettings,
): SwapSearch {
  const way: SwappedOrder[] = [{ order: start, score: scoreOf(fits, start) }];
  let [searches, tried] = [0, 0];
  for (;;) {
    const { order, score } = way.at(-1)!;
    const { gradient } = acyclicity(weightsOf(fits, order));
    const first = candidates(order, gradient, small);
    tried += first.length;
    let next = swappedOrder(fits, order, score, first);
    if (next === undefined && searches < largeSearches) {
      const others = candidates(order, gradient, large);
      tried += others.length - first.length;
      next = swappedOrder(fits, order, score, others);
      if (next !== undefined) searches++;
    }
    if (next === undefined) return { way, tried };
    way.push({ order: next, score: scoreOf(fits, next) });
  }
}

/** Undefined where no swap lowers the score. */
function swappedOrder(
  fits: NodeFits,
  order: readonly number[],
  score: number,
  tried: readonly Candidate[],
): number[] | undefined {
  const better = tried
    .map(([node, before]) => {
      const [from, to] = [order.indexOf(before), order.indexOf(node)];
      return { from, to, score: scoreOf(fits, swapped(order, from, to)) };
    })
    .filter((swap) => swap.score < score)
    .sort((one, other) => one.score - other.score);
  if (better.length === 0) return undefined;
  const made: { from: number; to: number }[] = [];
  for (const { from, to } of better) {
    if (made.every((other) => to < other.from || from > other.to)) made.push({ from, to });
  }
  return made.reduce((now: readonly number[], { from, to }) => swapped(now, from, to), order) as number[];
}

function swapped(order: readonly number[], one: number, other: number): number[] {
  const result = [...order];
  [result[one], result[other]] = [order[other]!, order[one]!];
  return result;
}
