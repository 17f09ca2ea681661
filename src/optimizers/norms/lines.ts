import { z } from 'zod';
import * as tf from '../../tensors/tf.ts';
import { defineNorm, type Norm } from './norm.ts';

const source = 'Pethick et al. 2025 (arXiv 2502.07529)';
const transpose = z.boolean().default(false).describe('swap the parts of inputs and outputs');

/** Axes of a kernel `[P, in, out]`. */
const [overInputs, overOutputs] = [1, 2];

/** What is common to norms that look at every line along an axis by itself: directions in which each has length 1. */
function alongLines<Settings>(axisOf: (settings: Settings) => number) {
  const lengths = (tensor: tf.Tensor, settings: Settings) =>
    tf.sqrt(tf.sum(tf.square(tensor), axisOf(settings), true));
  return {
    directions: (tensors, settings, eps) =>
      tensors.map((tensor, i) => tf.div(tensor, tf.add(lengths(tensor, settings as Settings), eps[i]!))),
    dual: (tensors, settings) =>
      tensors.map((tensor) => tf.sum(lengths(tensor, settings as Settings), [1, 2], true)),
  } satisfies Pick<Norm, 'directions' | 'dual'>;
}

/** Each input by itself: its weights to all outputs are a line. Columns of PyTorch's `[out, in]`. */
export const columnNorm = defineNorm({
  name: 'ColNorm',
  summary: "the largest root mean square of one input's weights",
  source,
  settings: {
    normalized: z.boolean().default(false).describe('1/in long; false: 1, for the first layer'),
    transpose,
  },
  structure: ['transpose'],
  ...alongLines<{ transpose: boolean }>(({ transpose }) => (transpose ? overInputs : overOutputs)!),
  length({ normalized, transpose }, [inputs, outputs]) {
    const [across, along] = transpose ? [outputs, inputs] : [inputs, outputs];
    return Math.sqrt(along) / (normalized ? across : 1);
  },
});

/** Each output by itself: its weights from all inputs are a line. Rows of PyTorch's `[out, in]`. */
export const rowNorm = defineNorm({
  name: 'RowNorm',
  summary: "the largest length of one output's weights",
  source,
  settings: {
    normalized: z.boolean().default(true).describe('1/√in long; false: 1, for the first layer'),
    transpose,
  },
  structure: ['transpose'],
  ...alongLines<{ transpose: boolean }>(({ transpose }) => (transpose ? overOutputs : overInputs)!),
  length: ({ normalized, transpose }, [inputs, outputs]) =>
    normalized ? 1 / Math.sqrt(transpose ? outputs : inputs) : 1,
});

/** A vector as a whole. */
export const biasRms = defineNorm({
  name: 'BiasRMS',
  aliases: ['Auto'],
  summary: 'the root mean square of a vector',
  source,
  settings: {},
  structure: [],
  ...alongLines(() => overOutputs!),
  length: (_, [, size]) => Math.sqrt(size),
  dual: (vectors) =>
    vectors.map((vector) => tf.sqrt(tf.mul(tf.sum(tf.square(vector), [1, 2], true), vector.shape[2]!))),
});
