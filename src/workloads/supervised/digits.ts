import { z } from 'zod';
import { gradientQuantities } from '../../diagnostics/index.ts';
import { UsageError } from '../../errors.ts';
import { defineWorkload } from '../workload-entry.ts';
import { classifierFootprint } from './classifier-footprint.ts';
import { ClassifierWorkload } from './classifier-workload.ts';
import { digitImages } from './digit-images.ts';
import { supervisedAgent } from './supervised-agent.ts';

/** Ten classes of small images, learned in seconds. */
export const digits = defineWorkload({
  name: 'digits',
  summary: 'tell the ten digits apart on images of 8×8 pixels, drawn by a seeded generator',
  source: "rl-bench's own; in the manner of the UCI digits, Alpaydin & Kaynak 1998",
  settings: z.object({
    train: z.int().positive().max(100_000).default(2000).describe('images to learn from'),
    test: z.int().positive().max(100_000).default(500).describe('images to be judged by'),
    noise: z.number().min(0).max(10).default(0.15).describe('standard deviation of the noise of a pixel'),
  }),
  agent: supervisedAgent,
  threshold: 0.95,
  score: 'test accuracy',
  create({ train, test, noise }, { label, agent, network, players, totalTimesteps }) {
    const update = agent.batch_size * agent.num_minibatches;
    if (totalTimesteps < update) {
      throw new UsageError(
        `total-timesteps ${totalTimesteps} is less than one update of batch_size × num_minibatches = ${update} samples; ask for more steps or a smaller update`,
      );
    }
    const net = network({ name: 'classifier', inputs: 64, outputs: 10, outputGain: 1 });
    if (net.noise) {
      throw new UsageError(
        `${label} is learned by networks without noise of their own; choose mlp, or dropout=0`,
      );
    }
    const updatesInAll = Math.floor(totalTimesteps / update);
    return {
      parameters: net.parameters,
      updatesInAll,
      follows: ['updateEpochs', 'samples'],
      offers: ['scoreSamples'],
      softmax: true,
      measures: ['policy_loss', ...gradientQuantities, 'evaluation_return'],
      footprint: classifierFootprint(net.parameters, 64, agent.batch_size, train + test),
      createWorkload: () =>
        new ClassifierWorkload(digitImages(train, test, noise), net, agent, players, updatesInAll),
    };
  },
});
