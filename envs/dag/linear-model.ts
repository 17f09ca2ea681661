import type { RandomStream } from '../../src/random.ts';
import { allPairs } from './all-pairs.ts';

/** What is drawn of a linear model. */
export interface LinearModelSize {
  readonly nodes: number;
  /** At most nodes · (nodes − 1) / 2. */
  readonly edges: number;
  readonly samples: number;
}

/** The sizes of weights. */
const [least, most] = [0.5, 2];

/**
 * Samples of a linear model on a random directed graph without cycles, `[samples][nodes]`: so many edges as asked for, between
 * random nodes, of weights uniform in ±[0.5, 2], and standard normal noise at every node, as NOTEARS and TOPO draw them (Zheng et al.
 * 2018, section 5; Deng et al. 2023, section 5).
 */
export function drawnSamples({ nodes, edges, samples }: LinearModelSize, stream: RandomStream): number[][] {
  const order = stream.permutation(nodes);
  const pairs = allPairs(nodes).map(([from, to]) => ({ from: order[from]!, to: order[to]! }));
  const chosen = Array.from(stream.permutation(pairs.length).subarray(0, edges), (pair) => {
    const sign = stream.integer(2) === 0 ? -1 : 1;
    return { ...pairs[pair]!, weight: sign * stream.uniform(least, most) };
  });
  const parents = Array.from({ length: nodes }, (_, node) => chosen.filter(({ to }) => to === node));
  return Array.from({ length: samples }, () => {
    const sample = new Array<number>(nodes).fill(0);
    for (const node of order) {
      const effects = parents[node]!.reduce((sum, { from, weight }) => sum + weight * sample[from]!, 0);
      sample[node] = effects + stream.normal();
    }
    return sample;
  });
}
