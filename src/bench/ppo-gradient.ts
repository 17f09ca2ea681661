import type { Minibatch } from '../../agents/index.ts';
import { parseCall } from '../call-expression.ts';
import { countNumbers } from '../optimizers/index.ts';
import { RandomStream } from '../random.ts';
import { ParameterLayout } from '../tensors/parameter-layout.ts';
import * as tf from '../tensors/tf.ts';
import type { PopulationPlan } from '../training/population-plan.ts';
import { controlParts } from '../workloads/control/control-parts.ts';
import { lossGradient } from '../workloads/control/loss-gradient.ts';
import type { TimedWork } from './topic.ts';

/** How large a gradient is. */
export interface GradientSize {
  readonly members: number;
  /** Units of each of the two hidden layers of both networks. */
  readonly width: number;
  /** Rows of a member's minibatch. */
  readonly samples: number;
}

const observationLength = 4;
const actions = 2;

/** PPO on cartpole with CleanRL's settings, evaluated as little as possible. */
export function cartpole(members: number, width: number, totalTimesteps: number): PopulationPlan {
  return {
    env: 'cartpole',
    agent: parseCall('ppo'),
    network: parseCall(`mlp(sizes=[${width},${width}])`),
    members: Array.from({ length: members }, (_, seed) => ({
      seed,
      optimizer: parseCall('ADAM(lr=0.00025)'),
    })),
    totalTimesteps,
    evaluation: { count: 0, episodes: 1 },
  };
}

/** The gradient of PPO's loss in two tanh nets from made-up samples. A unit is a member's gradient. */
export function ppoGradient({ members, width, samples }: GradientSize): TimedWork {
  const { agent, networks } = controlParts(cartpole(members, width, 512));
  const layout = new ParameterLayout(networks.parameters);
  const stream = RandomStream.of(1, 'bench');
  const normal = (...shape: number[]) => {
    const values = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => stream.normal());
    return tf.tensor(values, shape);
  };
  const vector = tf.mul(normal(members, 1, layout.length), 0.1);
  const batch = {
    observations: normal(members, samples, observationLength),
    actions: tf.zeros([members, samples], 'int32'),
    logProbs: tf.sub(tf.mul(normal(members, samples), 0.1), Math.LN2),
    advantages: normal(members, samples),
    returns: normal(members, samples),
    values: normal(members, samples),
    weights: tf.fill([members, samples], 1 / samples),
    mean: (x: tf.Tensor) => tf.mean(x, 1),
  } satisfies Minibatch & { observations: tf.Tensor };
  return {
    work() {
      tf.tidy(() => void lossGradient(agent, networks, layout, vector, batch).gradient.dataSync());
      return members;
    },
  };
}

/** Numbers that a member of this size learns. */
export function parametersOf({ width }: GradientSize): number {
  return countNumbers(controlParts(cartpole(1, width, 512)).networks.parameters);
}

/**
 * Floating-point operations of a member's gradient, counted from its matrix products alone: one forward, one for the
 * weights' gradients, and one for the inputs' gradients where there is a layer below.
 */
export function gradientFlops({ width, samples }: GradientSize): number {
  const multiplications = (outputs: number): number => {
    const first = observationLength * width;
    const others = width * width + width * outputs;
    return 2 * first + 3 * others;
  };
  return 2 * samples * (multiplications(actions) + multiplications(1));
}
