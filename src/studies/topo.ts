import { z } from 'zod';
import { drawnSamples } from '../../envs/dag/linear-model.ts';
import { NodeFits } from '../../envs/dag/node-fits.ts';
import { extremeOrder, scoreOf } from '../../envs/dag/orders.ts';
import { giveWay } from '../give-way.ts';
import { RandomStream } from '../random.ts';
import { mean } from '../stats/index.ts';
import { formatNumber } from '../text/format.ts';
import { inWords, verdictOf } from './judging.ts';
import { medianAt, seedsIn } from './points.ts';
import { defineStudy, type MeasuredPoint } from './study-entry.ts';
import { type SwapSearch, topologicalSwaps } from './topological-swaps.ts';

const count = z.int().positive();
const share = z.number().positive().max(1);
const settingsOf = z.object({
  nodes: z.array(z.int().min(3).max(10)).min(1).default([4, 6, 8, 10]).describe('of the graphs'),
  edges_per_node: z.number().positive().default(2).describe('edges of a graph, by its nodes'),
  samples: count.default(1000).describe('of the linear model on a graph'),
  starts: count.default(50).describe('random orders that searches begin with, on each graph'),
  small: share.default(100 / 435).describe('share of all pairs that TOPO tries to swap first'),
  large: share.default(400 / 435).describe('share that it tries once where none of those is any good'),
});
type Settings = z.output<typeof settingsOf>;

const methods = ['TOPO', 'all pairs'] as const;
type Method = (typeof methods)[number];
const above = (method: Method): string => `above the best, ${method}`;
const tried = (method: Method): string => `swaps tried, ${method}`;

/** Whether TOPO, which tries some swaps of an order, ends with orders as good as if it tried all; the best one is known. */
export const topoStudy = defineStudy({
  name: 'topo',
  summary:
    'how near swaps that cost little acyclicity bring a causal order to the best of all, which is known',
  source: 'Deng, Bello, Aragam & Ravikumar 2023 (TOPO); Duntrain/TOPO at dd90738',
  settings: settingsOf,
  expected: z.object({
    margin: z
      .number()
      .min(0)
      .describe('how much further above the best TOPO may end, of what there is between worst and best'),
    tried: z.number().positive().describe('swaps that it may try, as a share of those of trying all'),
  }),
  series: () => [...methods.map(above), ...methods.map(tried)],
  async measure({ series, seed, settings, signal }) {
    const method = methods.find((each) => [above(each), tried(each)].includes(series))!;
    const points: MeasuredPoint[] = [];
    for (const nodes of settings.nodes) {
      await giveWay(signal);
      const found = searchesOn(nodes, method, seed, settings);
      const values = found.map((each) => (series === tried(method) ? each.tried : each.above));
      points.push({ x: nodes, y: mean(values)! });
    }
    return points;
  },
  panels: () => [
    {
      title: 'Where searches end',
      x: { label: 'nodes' },
      y: { label: 'above the best, of worst to best', fromZero: true },
      series: methods.map(above),
    },
    {
      title: 'What they take',
      x: { label: 'nodes' },
      y: { label: 'swaps tried', scale: 'log' },
      series: methods.map(tried),
    },
  ],
  judge(points, { nodes, starts }, expected) {
    const most = Math.max(...nodes);
    const [ends, swaps] = [above, tried].map((of) => methods.map((each) => medianAt(points, of(each), most)));
    const [ours, theirs] = ends as [number, number];
    const [few, many] = swaps as [number, number];
    const isKnown = [ours, theirs, few, many].every(Number.isFinite);
    const verdict = verdictOf(
      isKnown ? [ours <= theirs + expected.margin, few <= expected.tried * many] : [undefined],
    );
    const percent = (value: number): string => `${formatNumber(Number((100 * value).toPrecision(2)))} %`;
    const rounded = (value: number): string => formatNumber(Number(value.toPrecision(3)));
    return {
      verdict,
      sentences: [
        `With ${most} nodes TOPO ends ${percent(ours)} above the best of all orders, of what there is between the worst and the best, and swaps of all pairs end ${percent(theirs)} above it: means over ${starts} random orders to begin with, medians over ${seedsIn(points)} graphs.`,
        `TOPO tries ${rounded(few)} swaps for that and the other ${rounded(many)}, so ${inWords(verdict)}.`,
      ],
      beside: [],
    };
  },
});

/** Searches on the graph of a seed; both methods begin with the same orders. */
function searchesOn(
  nodes: number,
  method: Method,
  seed: number,
  { edges_per_node, samples, starts, small, large }: Settings,
): { readonly above: number; readonly tried: number }[] {
  const stream = RandomStream.of(seed, 'topo', nodes);
  const pairs = (nodes * (nodes - 1)) / 2;
  const edges = Math.min(pairs, Math.round(edges_per_node * nodes));
  const fits = new NodeFits(drawnSamples({ nodes, edges, samples }, stream));
  const [best, worst] = (['lowest', 'highest'] as const).map((each) =>
    scoreOf(fits, extremeOrder(fits, each)),
  );
  const some = (part: number): number => Math.max(1, Math.round(part * pairs));
  const settings =
    method === 'TOPO' ? { small: some(small), large: some(large) } : { small: pairs, large: pairs };
  return Array.from({ length: starts }, () => {
    const search: SwapSearch = topologicalSwaps(fits, [...stream.permutation(nodes)], settings);
    const end = search.way.at(-1)!.score;
    return { above: (end - best!) / (worst! - best!), tried: search.tried };
  });
}
