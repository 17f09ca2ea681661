import type { PolicyMap } from '../../../src/loss-map/policy/policy-map.ts';
import type { TrainedRun } from '../../../src/sweep/run/trained-run.ts';
import { squareDomain } from '../../../src/test-functions/index.ts';

const run = {
  ...{ id: 7, env: 'cartpole', agent: 'ppo', optimizer: 'ADAM', learningRate: 0.01, seed: 1, updates: 2 },
} as TrainedRun;

/** A map with values that are no numbers. */
export const madePolicyMap: PolicyMap = {
  ...{ experiment: 1, id: 1, run, directions: 'random', seed: 1, reach: 1, batchRows: 32 },
  grid: {
    side: 3,
    domain: squareDomain(1),
    values: [Number.NaN, Number.POSITIVE_INFINITY, 3, 2, 1, -1, 4, 5, Number.NEGATIVE_INFINITY],
  },
  path: [
    { update: 0, at: [0.5, 0.5], planeLoss: Number.NaN, loss: 2 },
    { update: 2, at: [0, 0], planeLoss: 1, loss: 1 },
  ],
  pathShare: 0.0012,
  componentShares: null,
};
