import { z } from 'zod';
import { RandomStream } from '../../random.ts';
import type { Examples } from './data-set.ts';

/** The setting of data sets that have labels. */
export const labelNoise = {
  label_noise: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe('share of the labels to learn from that are replaced by a wrong one, each as probable'),
};

/**
 * Some of the labels wrong, the same ones for everybody: each with this probability, by one of the other classes, all as
 * probable (symmetric noise; Nakkiran et al. 2020, Deep Double Descent, arXiv 1912.02292).
 *
 * @param share from 0 to 1. @param classes at least 2, if any label is to be wrong.
 */
export function withLabelNoise({ inputs, targets }: Examples, share: number, classes: number): Examples {
  if (share === 0) return { inputs, targets };
  const stream = RandomStream.of(0, 'label noise');
  const labels = Int32Array.from(targets, (label) => {
    // Two numbers a label, so that a larger share has the same wrong labels and more of them.
    const [chance, other] = [stream.uniform(), 1 + stream.integer(classes - 1)];
    return chance < share ? (label + other) % classes : label;
  });
  return { inputs, targets: labels };
}
