import { squeeze, type Tensor } from '../src/tensors/tf.ts';
import type { Agent } from './agent.ts';
import type { Network, NetworkParams, NetworkShape, ParameterSpec } from './networks/network.ts';

/** The separate networks of an agent, for a whole population. */
export interface ActorCritic {
  /** In layer order: the actor, what its distribution learns, the critic. */
  readonly parameters: readonly ParameterSpec[];
  /** `[P, B, observationLength]` → `[P, B, outputLength]` */
  act(params: NetworkParams, observations: Tensor): Tensor;
  /** `[P, B, observationLength]` → `[P, B]`; undefined for an agent without a critic. */
  readonly value: ((params: NetworkParams, observations: Tensor) => Tensor) | undefined;
}

/** Builds the networks that an agent asks for. @param network how to build one, e.g. `networks.resolve('mlp')`. */
export function actorCritic(
  agent: Pick<Agent, 'critic' | 'distribution'>,
  observationLength: number,
  network: (shape: NetworkShape) => Network,
): ActorCritic {
  const { distribution } = agent;
  const actor = network({
    name: 'actor',
    inputs: observationLength,
    outputs: distribution.outputLength,
    outputGain: 0.01,
  });
  const critic = agent.critic
    ? network({ name: 'critic', inputs: observationLength, outputs: 1, outputGain: 1 })
    : undefined;
  return {
    parameters: [...actor.parameters, ...distribution.parameters, ...(critic?.parameters ?? [])],
    act: (params, observations) => actor.forward(params, observations),
    value: critic && ((params, observations) => squeeze(critic.forward(params, observations), [2])),
  };
}
