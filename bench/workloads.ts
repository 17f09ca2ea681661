import type { Minibatch } from '../agents/index.ts';
import { parseCall } from '../src/call-expression.ts';
import { RandomStream } from '../src/random.ts';
import { ParameterLayout } from '../src/tensors/parameter-layout.ts';
import * as tf from '../src/tensors/tf.ts';
import { assemble } from '../src/training/assemble.ts';
import { lossGradient } from '../src/training/loss-gradient.ts';
import { trainPopulation } from '../src/training/population.ts';
import type { PopulationPlan } from '../src/training/population-plan.ts';

/** Something to measure: does its work once. @returns how many units of work that was. */
export type Workload = () => Promise<number>;

function cartpole(members: number, totalTimesteps: number): PopulationPlan {
  return {
    env: 'cartpole',
    agent: parseCall('ppo'),
    network: parseCall('mlp'),
    members: Array.from({ length: members }, (_, seed) => ({
      seed,
      optimizer: parseCall('ADAM(lr=0.00025)'),
    })),
    totalTimesteps,
    evaluation: { count: 0, episodes: 1 },
  };
}

/** The gradient of PPO's loss in two tanh nets of 4-64-64, from 256 samples a member. A unit is a member's gradient. */
export function ppoGradient(members: number): Workload {
  const samples = 256;
  const { agent, networks } = assemble(cartpole(members, 512));
  const layout = new ParameterLayout(networks.parameters);
  const stream = RandomStream.of(1, 'bench');
  const normal = (...shape: number[]) => {
    const values = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => stream.normal());
    return tf.tensor(values, shape);
  };
  const leaves = layout.shapes.map((shape) => tf.mul(normal(members, ...shape), 0.1));
  const batch = {
    observations: normal(members, samples, 4),
    actions: tf.zeros([members, samples], 'int32'),
    logProbs: tf.sub(tf.mul(normal(members, samples), 0.1), Math.LN2),
    advantages: normal(members, samples),
    returns: normal(members, samples),
    values: normal(members, samples),
    weights: tf.fill([members, samples], 1 / samples),
    mean: (x: tf.Tensor) => tf.mean(x, 1),
  } satisfies Minibatch & { observations: tf.Tensor };
  return async () => {
    tf.tidy(() => void lossGradient(agent, networks, layout, leaves, batch).gradient.dataSync());
    return members;
  };
}

/** Training on cartpole from the first roll-out, with CleanRL's defaults. A unit is an environment step. */
export function cartpoleTraining(members: number): Workload {
  const totalTimesteps = 2048;
  return async () => {
    for await (const _ of trainPopulation(cartpole(members, totalTimesteps)));
    return totalTimesteps * members;
  };
}

export const workloads: Readonly<Record<string, () => Workload>> = {
  'PPO gradient, 1 member': () => ppoGradient(1),
  'PPO gradient, 8 members': () => ppoGradient(8),
  'cartpole training, 1 seed': () => cartpoleTraining(1),
  'cartpole training, 8 seeds': () => cartpoleTraining(8),
};
