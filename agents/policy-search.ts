import { z } from 'zod';
import { type Agent, defineAgent } from './agent.ts';
import { greedy } from './distributions/greedy.ts';
import { horizonSetting } from './horizon.ts';

const settings = z.object({
  episodes_per_candidate: z
    .int()
    .positive()
    .default(2)
    .describe('episodes of each candidate; their mean return is its fitness'),
  horizon: horizonSetting,
  norm_obs: z.boolean().default(false).describe('scale observations by running mean and variance'),
  clip_actions: z.boolean().default(true).describe('clip actions to their bounds before they are executed'),
});

function learnsFromNothingElse(): never {
  throw new Error('policy search learns from returns alone');
}

/**
 * Search without gradients: candidates around what was found so far act in whole episodes by their most probable actions, and
 * a search rule is told what they returned. All candidates of a generation meet the same episodes.
 */
export const policySearch = defineAgent({
  name: 'policy-search',
  summary:
    'search without gradients: candidates act in whole episodes, a rule is told their returns (OPENES, PGPE, CMAES, CEM, CBO, HOPPING)',
  source: 'Salimans et al. 2017 (arXiv 1703.03864); Mania et al. 2018 (arXiv 1803.07055) for linear policies',
  settings,
  searches: true,
  network: 'mlp(sizes=[])',
  create: (options, space): Agent => ({
    collection: {
      kind: 'episodes',
      numEnvs: options.episodes_per_candidate,
      numSteps: 0,
      groupSize: 1,
      horizon: options.horizon,
      clipActions: options.clip_actions,
      normObs: options.norm_obs,
      normReward: false,
      gamma: 1,
    },
    schedule: { updateEpochs: 1, numMinibatches: 1, maxGradNorm: null, targetKl: null, annealLr: false },
    critic: false,
    reports: ['policyLoss'],
    searches: true,
    distribution: greedy(space),
    targets: learnsFromNothingElse,
    minibatchAdvantages: learnsFromNothingElse,
    loss: learnsFromNothingElse,
  }),
});
