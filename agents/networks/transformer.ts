import { z } from 'zod';
import { UsageError } from '../../src/errors.ts';
import * as tf from '../../src/tensors/tf.ts';
import { causalAttention } from './attention.ts';
import { dense } from './dense.ts';
import { layerNorm } from './layer-norm.ts';
import { defineNetwork, type NetworkParams, type ParameterSpec } from './network.ts';

const settings = z
  .object({
    layers: z.int().positive().max(24).default(2).describe('blocks of attention and a feed-forward network'),
    width: z.int().positive().max(4096).default(64).describe('numbers that stand for a position'),
    heads: z.int().positive().max(64).default(4).describe('heads of attention, which share the width'),
    tied: z
      .boolean()
      .default(false)
      .describe('the head is the transposed embedding, with no weights of its own'),
  })
  .refine(({ width, heads }) => width % heads === 0, {
    path: ['heads'],
    message: 'must divide width, which they share',
  });

/** Standard deviation of the initial weights of GPT-2. */
const spread = 0.02;

/**
 * A transformer that reads symbols and says of each position which comes next: learned positions, blocks of causal attention and a
 * feed-forward network of four times the width with ReLU, layer norm before both and at the end. A row is a sequence: its inputs
 * are the numbers of its symbols, its outputs the logits of position after position.
 */
export const transformer = defineNetwork({
  name: 'transformer',
  summary: 'causal attention over sequences of symbols, layer norm before each block; for text',
  source:
    'Vaswani et al. 2017 (arXiv 1706.03762); Radford et al. 2019 (GPT-2): layer norm first, initial weights',
  settings,
  create({ layers, width, heads, tied }, { name, sequence }) {
    if (!sequence) {
      throw new UsageError(
        'network transformer reads sequences of symbols, and here is none; choose mlp, or train on text',
      );
    }
    const { length, vocabulary } = sequence;
    const normal =
      (rows: number, columns: number, deviation: number): ParameterSpec['initial'] =>
      (stream) =>
        Float64Array.from({ length: rows * columns }, () => deviation * stream.normal());
    const matrix = (own: string, rows: number, columns: number, deviation = spread): ParameterSpec => ({
      name: `${name}.${own}`,
      shape: [rows, columns],
      initial: normal(rows, columns, deviation),
    });
    const vector = (own: string, columns: number, value = 0): ParameterSpec => ({
      name: `${name}.${own}`,
      shape: [1, columns],
      initial: () => new Float64Array(columns).fill(value),
    });
    const norm = (layer: string): ParameterSpec[] => [
      vector(`${layer}.scale`, width, 1),
      vector(`${layer}.offset`, width),
    ];
    const linear = (layer: string, rows: number, columns: number, deviation?: number): ParameterSpec[] => [
      matrix(`${layer}.kernel`, rows, columns, deviation),
      vector(`${layer}.bias`, columns),
    ];
    // What is added to the stream grows with the number of its terms, which are two a block.
    const added = spread / Math.sqrt(2 * layers);
    const blocks = Array.from({ length: layers }, (_, block) => ({
      attention: `${block}_norm_attention`,
      queries: `${block}_qkv`,
      mixed: `${block}_attention`,
      feed: `${block}_norm_feed`,
      wide: `${block}_wide`,
      narrow: `${block}_narrow`,
    }));

    const at = (params: NetworkParams, own: string): tf.Tensor => params[`${name}.${own}`]!;
    const apply = (
      params: NetworkParams,
      layer: string,
      x: tf.Tensor,
      activation: 'linear' | 'relu' = 'linear',
    ) => dense(x, at(params, `${layer}.kernel`), at(params, `${layer}.bias`), activation);
    const normalize = (params: NetworkParams, layer: string, x: tf.Tensor) =>
      layerNorm(x, at(params, `${layer}.scale`), at(params, `${layer}.offset`), 'linear');

    return {
      readsSequences: true,
      numbersOfRow: length * (2 * vocabulary + layers * (14 * width + 3 * heads * length) + 3 * width),
      parameters: [
        matrix('embedding.kernel', vocabulary, width),
        matrix('positions.weight', length, width),
        ...blocks.flatMap((block) => [
          ...norm(block.attention),
          ...linear(block.queries, width, 3 * width),
          ...linear(block.mixed, width, width, added),
          ...norm(block.feed),
          ...linear(block.wide, width, 4 * width),
          ...linear(block.narrow, 4 * width, width, added),
        ]),
        ...norm('norm'),
        ...(tied ? [] : [matrix('head.kernel', width, vocabulary)]),
      ],
      forward(params, input) {
        const [members, rows] = input.shape as [number, number, number];
        const symbols = tf.reshape(input, [members, rows * length, 1]);
        const marked = tf.cast(tf.equal(symbols, tf.range(0, vocabulary)), 'float32');
        const embedding = at(params, 'embedding.kernel');
        const meant = tf.reshape(tf.matMul(marked, embedding), [members, rows, length * width]);
        const places = tf.reshape(at(params, 'positions.weight'), [members, 1, length * width]);
        let x: tf.Tensor = tf.reshape(tf.add(meant, places), [members, rows * length, width]);
        for (const block of blocks) {
          const seen = apply(params, block.queries, normalize(params, block.attention, x));
          x = tf.add(x, apply(params, block.mixed, causalAttention(seen, length, heads)));
          const inner = apply(params, block.wide, normalize(params, block.feed, x), 'relu');
          x = tf.add(x, apply(params, block.narrow, inner));
        }
        const last = normalize(params, 'norm', x);
        const logits = tied
          ? tf.matMul(last, embedding, false, true)
          : tf.matMul(last, at(params, 'head.kernel'));
        return tf.reshape(logits, [members, rows, length * vocabulary]);
      },
    };
  },
});
