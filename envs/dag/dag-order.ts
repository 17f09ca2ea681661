import { z } from 'zod';
import { RandomStream } from '../../src/random.ts';
import { orderDrawing } from '../drawings/order.ts';
import { defineEnv } from '../env-entry.ts';
import { float32Box } from '../env-spec.ts';
import { allPairs } from './all-pairs.ts';
import { drawnSamples } from './linear-model.ts';
import { NodeFits } from './node-fits.ts';
import { extremeOrder, scoreOf, weightsOf } from './orders.ts';

const settings = z.object({
  d: z.int().min(2).max(10).default(5).describe('nodes'),
  edges_per_node: z
    .number()
    .min(0)
    .default(1)
    .describe('edges of the graph that the samples are of, by nodes; at most all that there are'),
  samples: z.int().min(1).max(100_000).default(1000).describe('of the linear model on that graph'),
  data_seed: z.int().min(0).default(0).describe('which graph, weights and samples'),
  start: z
    .enum(['worst', 'random'])
    .default('worst')
    .describe('whether episodes begin with the order of the highest score, or with a random one'),
  tolerance: z
    .number()
    .min(0)
    .lt(1)
    .default(0.01)
    .describe(
      'share of what separates the highest score from the lowest that an order may be off to be a success',
    ),
  max_episode_steps: z.int().positive().default(20).describe('steps after which an episode is truncated'),
});

/**
 * Put the nodes of a linear model into an order in which each is explained by those before it, swapping two in each step (the
 * search of TOPO, Deng et al. 2023, as episodes). An order's score is ‖X − XW‖² / 2n with every node fitted to all before it by least
 * squares; a step is rewarded by what it lowers the score. The lowest of all orders is known, by enumeration: an episode ends
 * when one comes near it.
 *
 * State: the nodes in order. Observed are, row after row, which node has which place (a one among zeros) and W.
 */
export const dagOrder = defineEnv({
  name: 'dag-order',
  summary:
    'order the nodes of a causal graph so that each is explained by those before it; the best order is known',
  source: 'Deng, Bello, Aragam & Ravikumar 2023 (TOPO); Duntrain/TOPO at dd90738',
  settings,
  drawing: () => orderDrawing,
  create({ d, edges_per_node, samples, data_seed, start, tolerance, max_episode_steps }, id) {
    const pairs = allPairs(d);
    const edges = Math.min(pairs.length, Math.round(d * edges_per_node));
    const stream = RandomStream.of(data_seed, 'dag-order', d, edges, samples);
    const fits = new NodeFits(drawnSamples({ nodes: d, edges, samples }, stream));
    const worstOrder = extremeOrder(fits, 'highest');
    const [worst, best] = [scoreOf(fits, worstOrder), scoreOf(fits, extremeOrder(fits, 'lowest'))];
    const goodEnough = best + tolerance * (worst - best);
    const orderAt = (state: Float64Array, at: number): Float64Array => state.subarray(at, at + d);
    const unit = d * d;
    const bounds = (own: number, weight: number): number[] => [
      ...new Array<number>(unit).fill(own),
      ...new Array<number>(unit).fill(weight),
    ];
    return {
      spec: {
        id,
        observationSpace: float32Box(
          bounds(0, Number.NEGATIVE_INFINITY),
          bounds(1, Number.POSITIVE_INFINITY),
        ),
        actionSpace: { kind: 'discrete', n: pairs.length },
        maxEpisodeSteps: max_episode_steps,
        // From a random order it is another return in each episode.
        rewardThreshold: start === 'worst' ? worst - goodEnough : null,
        success: `the score is above the lowest of all orders by at most ${Number((100 * tolerance).toPrecision(6))} % of what separates it from the highest`,
        stateLength: d,
      },

      reset(state, at, stream) {
        state.set(worstOrder, at);
        if (start === 'worst') return;
        // One that is a success already is drawn again, unless all are.
        do state.set(stream.permutation(d), at);
        while (worst > goodEnough && scoreOf(fits, orderAt(state, at)) <= goodEnough);
      },

      step(state, at, actions, actionAt, outcome) {
        const order = orderAt(state, at);
        const before = scoreOf(fits, order);
        const [one, other] = pairs[actions[actionAt]!]!.map((node) => order.indexOf(node)) as [
          number,
          number,
        ];
        [order[one], order[other]] = [order[other]!, order[one]!];
        const after = scoreOf(fits, order);
        outcome.reward = before - after;
        outcome.success = after <= goodEnough;
        outcome.terminated = outcome.success;
      },

      observe(state, at, observations, observationAt) {
        const order = orderAt(state, at);
        observations.fill(0, observationAt, observationAt + unit);
        for (const [place, node] of order.entries()) observations[observationAt + node * d + place] = 1;
        observations.set(weightsOf(fits, order).flat(), observationAt + unit);
      },
    };
  },
});
