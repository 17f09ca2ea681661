import { z } from 'zod';
import * as tf from '../../src/tensors/tf.ts';
import { dense } from './dense.ts';
import { sparseUniform } from './initializers.ts';
import { defineNetwork, type ParameterSpec } from './network.ts';

const settings = z.object({
  sizes: z.array(z.int().positive()).max(200).default([128, 128]).describe('units of the hidden layers'),
  sparsity: z
    .number()
    .min(0)
    .lt(1)
    .default(0.9)
    .describe('share of the inputs of every unit whose weights start at zero'),
});

/** Slope of the activation below zero, and what is added to a variance. */
const [leak, epsilon] = [0.01, 1e-5];

/**
 * The network of streaming agents: sparse initial weights, and hidden layers whose units are normalised to mean 0 and variance
 * 1, without scales and offsets of their own, before a leaky ReLU. The head is sparse too, whatever gain is asked for.
 */
export const streamMlp = defineNetwork({
  name: 'stream-mlp',
  summary:
    'dense layers with sparse initial weights, normalised without parameters, leaky ReLU; for stream-ac',
  source:
    'Elsayed, Vasan & Mahmood 2024 (arXiv 2410.14606); mohmdelsayed/streaming-drl sparse_init.py, stream_ac_discrete.py at 407dca7',
  settings,
  create({ sizes, sparsity }, { name, inputs, outputs }) {
    const layers = [...sizes, outputs].map((units, index) => ({
      name: `${name}.${index === sizes.length ? 'head' : index}`,
      inputs: index === 0 ? inputs : sizes[index - 1]!,
      units,
      hidden: index < sizes.length,
    }));
    return {
      parameters: layers.flatMap((layer): ParameterSpec[] => [
        {
          name: `${layer.name}.kernel`,
          shape: [layer.inputs, layer.units],
          initial: (stream) => sparseUniform(layer.inputs, layer.units, sparsity, stream),
        },
        {
          name: `${layer.name}.bias`,
          shape: [1, layer.units],
          initial: () => new Float64Array(layer.units),
        },
      ]),
      forward(params, input) {
        return layers.reduce((x: tf.Tensor, layer, index) => {
          const kernel = params[`${layer.name}.kernel`]!;
          const z = dense(x, kernel, params[`${layer.name}.bias`]!, 'linear', index === 0);
          return layer.hidden ? leaky(normalized(z)) : z;
        }, input);
      },
    };
  },
});

/** Each row with mean 0 and variance 1. */
function normalized(x: tf.Tensor): tf.Tensor {
  const centred = tf.sub(x, tf.mean(x, 2, true));
  return tf.mul(centred, tf.rsqrt(tf.add(tf.mean(tf.square(centred), 2, true), epsilon)));
}

function leaky(x: tf.Tensor): tf.Tensor {
  return tf.add(tf.mul(tf.relu(x), 1 - leak), tf.mul(x, leak));
}
