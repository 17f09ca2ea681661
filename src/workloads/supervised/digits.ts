import { z } from 'zod';
import { pictureLength } from '../../picture.ts';
import { defineWorkload } from '../workload-entry.ts';
import { crossEntropy } from './cross-entropy.ts';
import { digitImages } from './digit-images.ts';
import { labelNoise, withLabelNoise } from './label-noise.ts';
import { prepareSupervised } from './prepare-supervised.ts';
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
    ...labelNoise,
  }),
  agent: supervisedAgent,
  threshold: 0.95,
  score: 'test accuracy',
  create({ train, test, noise, label_noise }, plan) {
    const load = () => {
      const clean = digitImages(train, test, noise);
      return { ...clean, train: withLabelNoise(clean.train, label_noise, 10) };
    };
    const picture = { height: 8, width: 8, channels: 1 };
    const sizes = { inputs: pictureLength(picture), picture, train, test };
    return prepareSupervised({ ...sizes, objective: crossEntropy(10), load }, plan);
  },
});
