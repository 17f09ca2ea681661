import { z } from 'zod';
import { RandomStream } from '../../random.ts';
import { defineWorkload } from '../workload-entry.ts';
import { crossEntropy } from './cross-entropy.ts';
import type { Examples } from './data-set.ts';
import { labelNoise, withLabelNoise } from './label-noise.ts';
import { prepareSupervised } from './prepare-supervised.ts';
import { supervisedAgent } from './supervised-agent.ts';

/** What the spirals are like. */
interface Spirals {
  readonly classes: number;
  readonly turns: number;
  readonly noise: number;
}

/**
 * Points on arms that wind from the centre to radius 1, an arm a class; the angle grows with the radius. The same points
 * for everybody.
 *
 * @param part names the stream that they are drawn from.
 */
export function spiralPoints(part: string, count: number, { classes, turns, noise }: Spirals): Examples {
  const stream = RandomStream.of(0, 'spirals', part);
  const inputs = new Float32Array(2 * count);
  const targets = Int32Array.from({ length: count }, (_, index) => index % classes);
  for (const [index, label] of targets.entries()) {
    const radius = stream.uniform();
    const angle = 2 * Math.PI * (label / classes + turns * radius);
    inputs[2 * index] = radius * Math.cos(angle) + noise * stream.normal();
    inputs[2 * index + 1] = radius * Math.sin(angle) + noise * stream.normal();
  }
  return { inputs, targets };
}

/** Two inputs, and classes that no straight line parts. */
export const spirals = defineWorkload({
  name: 'spirals',
  summary: 'tell apart on which of several spiral arms a point of the plane lies',
  source: "rl-bench's own generator; the two-spirals problem, Lang & Witbrock 1988",
  settings: z.object({
    train: z.int().positive().max(100_000).default(2000).describe('points to learn from'),
    test: z.int().positive().max(100_000).default(1000).describe('points to be judged by'),
    classes: z.int().min(2).max(20).default(2).describe('arms'),
    turns: z.number().positive().max(10).default(1).describe('turns of an arm from the centre to its end'),
    noise: z
      .number()
      .min(0)
      .max(10)
      .default(0.02)
      .describe('standard deviation of both coordinates; arms end at radius 1'),
    ...labelNoise,
  }),
  agent: supervisedAgent,
  threshold: 0.95,
  score: 'test accuracy',
  create({ train, test, label_noise, ...like }, plan) {
    const objective = crossEntropy(like.classes);
    const load = () => ({
      ...{ inputs: 2, objective },
      train: withLabelNoise(spiralPoints('train', train, like), label_noise, like.classes),
      test: spiralPoints('test', test, like),
    });
    return prepareSupervised({ inputs: 2, train, test, objective, load }, plan);
  },
});
