import { parseCall } from '../call-expression.ts';
import * as tf from '../tensors/tf.ts';
import { trainPopulation } from '../workloads/train-population.ts';
import { cartpole } from './ppo-gradient.ts';

/** Minibatches of an epoch. */
const minibatches = 4;

/**
 * Kernels that TensorFlow.js's engine is asked for in a minibatch's step of PPO (gathering, loss, gradient, clipping,
 * ADAM, statistics), however many members there are: what a second epoch adds to an update, over its minibatches.
 */
export async function kernelCalls(members: number): Promise<number> {
  return ((await callsOfUpdate(members, 2)) - (await callsOfUpdate(members, 1))) / minibatches;
}

async function callsOfUpdate(members: number, epochs: number): Promise<number> {
  const agent = parseCall(`ppo(num_minibatches=${minibatches},update_epochs=${epochs})`);
  // Nobody stops it, so that a slow machine takes no checkpoints between updates, whose kernels would count.
  const training = trainPopulation(
    { ...cartpole(members, 64, 1e6), agent },
    { patience: Number.POSITIVE_INFINITY },
  );
  try {
    // The evaluation at the start, and a first update, in which things are made that stay.
    await training.next();
    await training.next();
    const { kernels } = await tf.profile(async () => {
      await training.next();
      return [];
    });
    return kernels.length;
  } finally {
    await training.return(undefined);
  }
}
