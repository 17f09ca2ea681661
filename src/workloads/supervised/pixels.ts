import { z } from 'zod';
import type { Examples } from './data-set.ts';

/** Images and labels as files have them. */
export interface RawImages {
  readonly count: number;
  /** Image after image. */
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
}

/** How many of the user's images are taken. */
export const imageCounts = {
  train: z
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe('images to learn from, the first ones; none: all'),
  test: z.int().positive().nullable().default(null).describe('images to be judged by; none: all'),
};

/** How many are taken of so many. */
export function taken(wished: number | null, { count }: Pick<RawImages, 'count'>): number {
  return Math.min(wished ?? count, count);
}

/** The first images, each pixel from −1 to 1. */
export function pixelExamples({ count, pixels, labels }: RawImages, wished: number): Examples {
  const inputs = Float32Array.from(
    pixels.subarray(0, (pixels.length / count) * wished),
    (value) => value / 127.5 - 1,
  );
  return { inputs, targets: Int32Array.from(labels.subarray(0, wished)) };
}
