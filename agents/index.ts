import { Registry } from '../src/registry.ts';
import { absentAgents } from './absent.ts';
import type { AgentEntry } from './agent.ts';
import { groupRelativeAgents } from './group-relative.ts';
import { conv } from './networks/conv.ts';
import { convResidual } from './networks/conv-residual.ts';
import { miloResidual } from './networks/milo-residual.ts';
import { mlp } from './networks/mlp.ts';
import type { NetworkEntry } from './networks/network.ts';

export { type SurrogateKernels, surrogateKernels, type WideNetwork } from './networks/surrogate-kernels.ts';

import { streamMlp } from './networks/stream-mlp.ts';
import { transformer } from './networks/transformer.ts';
import { policySearch } from './policy-search.ts';
import { ppo } from './ppo.ts';
import { reinforce } from './reinforce.ts';
import { streamAc } from './stream-ac.ts';
import { npg, trpo } from './trust-region.ts';

export { type ActorCritic, actorCritic } from './actor-critic.ts';
export type { AdvantageDiagnostics } from './advantages/diagnostics.ts';
export { estimate, type GroupEstimator, groupEstimators } from './advantages/estimators.ts';
export { gae, type Targets } from './advantages/gae.ts';
export { returnsToGo } from './advantages/return-to-go.ts';
export { standardize } from './advantages/standardize.ts';
export {
  type Agent,
  type AgentEntry,
  type Collection,
  defineAgent,
  type Loss,
  type LossTerm,
  lossTerms,
  type Minibatch,
  type Predictions,
  type RowSampling,
  rowSamplings,
  type Schedule,
  type Trajectory,
  type TrustRegion,
  termsOf,
} from './agent.ts';
export { checkAgent, checkNetwork, checkParameters } from './check-parts.ts';
export {
  type ActionDistribution,
  type ActionSampler,
  actionDistribution,
  categorical,
  diagonalGaussian,
} from './distributions/index.ts';
export type { Experience } from './experience.ts';
export { guardedAgent, guardedNetwork } from './guarded-parts.ts';
export { type Activation, dense } from './networks/dense.ts';
export { orthogonal, xavierUniform } from './networks/initializers.ts';
export {
  type BufferSpec,
  defineNetwork,
  layoutOf,
  type Network,
  type NetworkBuffers,
  type NetworkEntry,
  type NetworkNoise,
  type NetworkParams,
  type NetworkShape,
  type ParameterSpec,
} from './networks/network.ts';

/** Every agent by name. A plugin adds its own with `agents.register(defineAgent({…}))`. */
export const agents = new Registry<AgentEntry>('agent', ['create'], { absent: absentAgents });

for (const entry of [ppo, reinforce, ...groupRelativeAgents, streamAc, trpo, npg, policySearch])
  agents.register(entry);

/** Every network by name. A plugin adds its own with `networks.register(defineNetwork({…}))`. */
export const networks = new Registry<NetworkEntry>('network', ['create']);

for (const entry of [mlp, miloResidual, streamMlp, transformer, conv, convResidual]) networks.register(entry);
