import { slice, squeeze, type Tensor } from '../src/tensors/tf.ts';
import type { Agent } from './agent.ts';
import type {
  Network,
  NetworkBuffers,
  NetworkNoise,
  NetworkParams,
  NetworkShape,
  ParameterSpec,
} from './networks/network.ts';

/** The separate networks of an agent, for a whole population. */
export interface ActorCritic {
  /** In layer order: the actor, what its distribution learns, the critic. */
  readonly parameters: readonly ParameterSpec[];
  /** Of both networks; undefined if neither has any. */
  readonly buffers: NetworkBuffers | undefined;
  /** Of both networks, side by side; undefined if neither has any. */
  readonly noise: NetworkNoise | undefined;
  /** `[P, B, observationLength]` → `[P, B, outputLength]` @param noise `[P, B, noise.width]`, or undefined for none. */
  act(params: NetworkParams, observations: Tensor, noise?: Tensor): Tensor;
  /** `[P, B, observationLength]` → `[P, B]`; undefined for an agent without a critic. */
  readonly value: ((params: NetworkParams, observations: Tensor, noise?: Tensor) => Tensor) | undefined;
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
  const ofActor = actor.noise?.width ?? 0;
  return {
    parameters: [...actor.parameters, ...distribution.parameters, ...(critic?.parameters ?? [])],
    buffers: together(actor.buffers, critic?.buffers),
    noise: sideBySide(actor.noise, critic?.noise),
    act: (params, observations, noise) => actor.forward(params, observations, part(noise, 0, actor.noise)),
    value:
      critic &&
      ((params, observations, noise) =>
        squeeze(critic.forward(params, observations, part(noise, ofActor, critic.noise)), [2])),
  };
}

function together(
  actor: NetworkBuffers | undefined,
  critic: NetworkBuffers | undefined,
): NetworkBuffers | undefined {
  if (!actor || !critic) return actor ?? critic;
  return {
    specs: [...actor.specs, ...critic.specs],
    advance: (params) => ({ ...actor.advance(params), ...critic.advance(params) }),
  };
}

function sideBySide(
  actor: NetworkNoise | undefined,
  critic: NetworkNoise | undefined,
): NetworkNoise | undefined {
  if (!actor || !critic) return actor ?? critic;
  return {
    width: actor.width + critic.width,
    // What evaluations look at is the actor.
    inEvaluation: actor.inEvaluation,
    draw(stream, out, at) {
      actor.draw(stream, out, at);
      critic.draw(stream, out, at + actor.width);
    },
  };
}

/** The numbers of one of the networks. */
function part(noise: Tensor | undefined, from: number, own: NetworkNoise | undefined): Tensor | undefined {
  if (!noise || !own) return undefined;
  return noise.shape[2] === own.width ? noise : slice(noise, [0, 0, from], [-1, -1, own.width]);
}
