import { z } from 'zod';

const settings = z.object({
  batch_size: z.int().positive().max(100_000).default(64).describe('examples of a minibatch'),
  num_minibatches: z.int().positive().max(10_000).default(16).describe('minibatches of an update'),
  max_grad_norm: z.number().positive().nullable().default(null).describe('bound of the global gradient norm'),
  anneal_lr: z.boolean().default(true).describe('let the learning rate fall linearly to 0'),
});

export type SupervisedSettings = z.output<typeof settings>;

/** How a classifier learns: minibatches of a data set that is shuffled anew in every epoch, and cross-entropy. */
export const supervisedAgent = {
  name: 'supervised',
  summary: 'minibatches of a data set, shuffled anew in every epoch, and their cross-entropy',
  settings,
};
