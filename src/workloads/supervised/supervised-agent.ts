import { z } from 'zod';

const settingsWith = (batchSize: number, minibatches: number) =>
  z.object({
    batch_size: z.int().positive().max(100_000).default(batchSize).describe('examples of a minibatch'),
    num_minibatches: z.int().positive().max(10_000).default(minibatches).describe('minibatches of an update'),
    max_grad_norm: z
      .number()
      .positive()
      .nullable()
      .default(null)
      .describe('bound of the global gradient norm'),
    anneal_lr: z.boolean().default(true).describe('let the learning rate fall linearly to 0'),
  });

export type SupervisedSettings = z.output<ReturnType<typeof settingsWith>>;

/** How a data set is learned: minibatches of examples that are shuffled anew in every epoch, and their mean loss. */
export const supervisedAgent = {
  name: 'supervised',
  summary: 'minibatches of a data set, shuffled anew in every epoch, and their mean loss',
  settings: settingsWith(64, 16),
};

/** How a language is learned: the same with few sequences a minibatch and an update of one. */
export const languageAgent = {
  name: 'language',
  summary: 'minibatches of sequences, shuffled anew in every epoch, and the cross-entropy of what comes next',
  settings: settingsWith(16, 1),
  network: 'transformer',
};
