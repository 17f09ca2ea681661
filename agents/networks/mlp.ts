import { z } from 'zod';
import { mul, type Tensor } from '../../src/tensors/tf.ts';
import { type Activation, dense } from './dense.ts';
import { orthogonal } from './initializers.ts';
import { layerNorm } from './layer-norm.ts';
import { layerOutput } from './layer-outputs.ts';
import { maximalUpdate } from './maximal-update.ts';
import { defineNetwork, type ParameterSpec } from './network.ts';
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
  })
  .refine(({ sizes, mup_base }) => mup_base === null || sizes.length > 0, {
    path: ['mup_base'],
    message: 'is a width of hidden layers, and sizes=[] has none; drop one of them',
  });

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
  create({ sizes, activation, layer_norm, mup_base }, { name, inputs, outputs, outputGain }) {
    const layers = [...sizes, outputs].map((units, index) => {
      const layer = {
        name: `${name}.${index === sizes.length ? 'head' : index}`,
        inputs: index === 0 ? inputs : sizes[index - 1]!,
        units,
        seesHidden: index > 0,
        hidden: index < sizes.length,
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

    return {
      parameters,
      forward(params, input) {
        return layers.reduce((x: Tensor, layer, index) => {
          const kernel = params[`${layer.name}.kernel`]!;
          const bias = params[`${layer.name}.bias`]!;
          if (!layer.hidden) {
            const out = dense(x, kernel, bias, 'linear', index === 0);
            const { multiplier = 1 } = layer.mup ?? {};
            if (multiplier === 1) return out;
            return carryTangent(mul(out, multiplier), [out], ([own]) => mul(own!, multiplier));
          }
          const z = dense(x, kernel, bias, layer_norm ? 'linear' : within, index === 0);
          const scale = params[`${layer.name}.scale`]!;
          const y = layer_norm ? layerNorm(z, scale, params[`${layer.name}.offset`]!, within) : z;
          if (surrogate === undefined) return y;
          return layerOutput({ parameter: kernel, output: surrogateSign(y, surrogate), vectors: [] });
        }, input);
      },
    };
  },
});
