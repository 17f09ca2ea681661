import { z } from 'zod';
import { mul, type Tensor } from '../../src/tensors/tf.ts';
import { type Activation, dense } from './dense.ts';
import { orthogonal } from './initializers.ts';
import { layerNorm } from './layer-norm.ts';
import { layerOutput } from './layer-outputs.ts';
import { maximalUpdate } from './maximal-update.ts';
import { defineNetwork, type NetworkParams, type ParameterSpec } from './network.ts';
import { normalizedKernel, singularBuffers, singularVectors } from './spectral-norm.ts';
import { type Surrogate, surrogateSign, surrogates } from './surrogate-sign.ts';
import { carryTangent } from './tangents.ts';

/** The sign with each of its surrogates, as it is written. */
const signs: ReadonlyMap<string, Surrogate> = new Map(
  surrogates.map((surrogate) => [`sign(surrogate=${surrogate})`, surrogate] as const),
);

const settings = z
  .object({
    sizes: z.array(z.int().positive()).max(200).default([64, 64]).describe('units of the hidden layers'),
    activation: z
      .enum(['tanh', 'relu', ...signs.keys()])
      .default('tanh')
      .describe('of the hidden layers; the gradient of a sign is that of its surrogate'),
    layer_norm: z.boolean().default(false).describe('normalise each hidden layer before its activation'),
    mup_base: z
      .int()
      .positive()
      .nullable()
      .default(null)
      .describe(
        'units of hidden layers whose learning rates hold for these too, by the maximal-update parametrization (μP); none: as it is',
      ),
    spectral: z
      .union([z.int(), z.array(z.int()).min(1)])
      .nullable()
      .default(null)
      .describe(
        'layers whose kernels are divided by their largest singular value: -1 is the head, -2 the layer before it, 0 the first; none: no layer',
      ),
    spectral_k: z.number().positive().default(1).describe('the singular value that such kernels get'),
    spectral_only_if_larger: z
      .boolean()
      .default(false)
      .describe('leave kernels whose largest singular value is below spectral_k as they are'),
    spectral_iterations: z
      .int()
      .positive()
      .max(100)
      .default(1)
      .describe('power iterations in each step of learning, on the vectors of the step before'),
  })
  .refine(({ sizes, mup_base }) => mup_base === null || sizes.length > 0, {
    path: ['mup_base'],
    message: 'is a width of hidden layers, and sizes=[] has none; drop one of them',
  })
  .refine(({ spectral, mup_base }) => mup_base === null || spectral === null, {
    path: ['spectral'],
    message: 'takes the size of kernels away that mup_base counts on; drop one of them',
  })
  .refine(
    ({ sizes, spectral }) =>
      [spectral ?? []].flat().every((layer) => layer >= -sizes.length - 1 && layer <= sizes.length),
    {
      path: ['spectral'],
      message:
        'names a layer that is not there; 0 is the first, -1 the head, and sizes=[…] says how many hidden ones there are',
    },
  );

const constant = (value: number, length: number) => (): Float64Array => new Float64Array(length).fill(value);

/**
 * The usual policy network: dense hidden layers and a linear head, orthogonal weights (gain √2, the head its own) and
 * zero biases, as CleanRL and Stable-Baselines3 start theirs.
 */
export const mlp = defineNetwork({
  name: 'mlp',
  summary: 'dense layers and a linear head; actor and critic are separate networks',
  source: 'CleanRL ppo.py; Huang et al. 2022, The 37 Implementation Details of PPO',
  settings,
  create({ sizes, activation, layer_norm, mup_base, ...options }, { name, inputs, outputs, outputGain }) {
    const spectral = {
      k: options.spectral_k,
      onlyIfLarger: options.spectral_only_if_larger,
      iterations: options.spectral_iterations,
    };
    const count = sizes.length + 1;
    const normalized = new Set([options.spectral ?? []].flat().map((layer) => (layer + count) % count));
    const layers = [...sizes, outputs].map((units, index) => {
      const layer = {
        name: `${name}.${index === sizes.length ? 'head' : index}`,
        inputs: index === 0 ? inputs : sizes[index - 1]!,
        units,
        seesHidden: index > 0,
        hidden: index < sizes.length,
        isNormalized: normalized.has(index),
      };
      return { ...layer, mup: mup_base === null ? undefined : maximalUpdate(layer, mup_base) };
    });
    const parameters = layers.flatMap((layer): ParameterSpec[] => {
      const { mup } = layer;
      const gain = (layer.hidden ? Math.SQRT2 : outputGain) * (mup?.gain ?? 1);
      const vector = (kind: string, value: number): ParameterSpec => ({
        name: `${layer.name}.${kind}`,
        shape: [1, layer.units],
        ...(mup && { widths: mup.ofVectors }),
        initial: constant(value, layer.units),
      });
      return [
        {
          name: `${layer.name}.kernel`,
          shape: [layer.inputs, layer.units],
          ...(mup && { widths: mup.ofKernel }),
          initial: (stream) => orthogonal(layer.inputs, layer.units, gain, stream),
        },
        vector('bias', 0),
        ...(layer.hidden && layer_norm ? [vector('scale', 1), vector('offset', 0)] : []),
      ];
    });

    const surrogate = signs.get(activation);
    // A sign cannot be undone, so its layers keep what goes into it and take it by themselves.
    const within: Activation = surrogate === undefined ? (activation as Activation) : 'linear';

    const kernelOf = (layer: (typeof layers)[number], params: NetworkParams): Tensor => {
      const kernel = `${layer.name}.kernel`;
      if (!layer.isNormalized) return params[kernel]!;
      const { u, v } = singularVectors(kernel);
      return normalizedKernel(params[kernel]!, params[u]!, params[v]!, spectral);
    };
    /** Who watches layers knows them by their parameters. */
    const shownBy = ({ name: own }: (typeof layers)[number], params: NetworkParams, output: Tensor): Tensor =>
      layerOutput({ parameter: params[`${own}.kernel`]!, output, vectors: [] });
    const kept = layers.filter(({ isNormalized }) => isNormalized);

    return {
      parameters,
      ...(kept.length > 0 && {
        buffers: singularBuffers(
          kept.map((layer) => ({ ...layer, name: `${layer.name}.kernel`, outputs: layer.units })),
          spectral,
        ),
      }),
      forward(params, input) {
        return layers.reduce((x: Tensor, layer, index) => {
          const kernel = kernelOf(layer, params);
          const bias = params[`${layer.name}.bias`]!;
          if (!layer.hidden) {
            const out = dense(x, kernel, bias, 'linear', index === 0);
            const { multiplier = 1 } = layer.mup ?? {};
            if (layer.isNormalized) return shownBy(layer, params, out);
            if (multiplier === 1) return out;
            return carryTangent(mul(out, multiplier), [out], ([own]) => mul(own!, multiplier));
          }
          const z = dense(x, kernel, bias, layer_norm ? 'linear' : within, index === 0);
          const scale = params[`${layer.name}.scale`]!;
          const y = layer_norm ? layerNorm(z, scale, params[`${layer.name}.offset`]!, within) : z;
          if (surrogate === undefined && !layer.isNormalized) return y;
          return shownBy(layer, params, surrogate === undefined ? y : surrogateSign(y, surrogate));
        }, input);
      },
    };
  },
});
