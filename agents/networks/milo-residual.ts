import { z } from 'zod';
import * as tf from '../../src/tensors/tf.ts';
import { type Activation, dense } from './dense.ts';
import { dropoutMasks } from './dropout.ts';
import { xavierUniform } from './initializers.ts';
import { layerNorm } from './layer-norm.ts';
import { defineNetwork, type NetworkParams, type ParameterSpec } from './network.ts';

const settings = z.object({
  width: z
    .int()
    .positive()
    .multipleOf(4)
    .default(256)
    .describe(
      'units of the residual stream; blocks narrow it to a half, the last layers to a half and a quarter',
    ),
  blocks: z.int().min(0).max(100).default(4).describe('residual blocks'),
  dropout: z
    .number()
    .min(0)
    .lt(1)
    .default(0.1)
    .describe('share of the units within a block that is dropped, while acting and learning'),
  eval_dropout: z
    .boolean()
    .default(true)
    .describe('drop while evaluating too, as MILO, which never leaves training mode'),
});

/** How far the outputs of an actor reach, and what the first weights of its last layer are multiplied by. */
const [reach, headGain] = [0.1, 0.1];

interface Layer {
  readonly name: string;
  readonly inputs: number;
  readonly units: number;
}

/**
 * The policy network of MILO's reinforcement-learning experiment: an embedding, residual blocks with a bottleneck and
 * dropout, two narrowing layers, all normalised; the head's outputs are 0.1 · tanh, small moves. 310,787 parameters on
 * `point-nav`. A critic's head is linear and starts at full size, since values have no such bounds.
 */
export const miloResidual = defineNetwork({
  name: 'milo-residual',
  summary: "residual blocks with layer norm and dropout, outputs within ±0.1: MILO's policy network",
  source: 'MILO, experiments/RL/network.py',
  settings,
  create({ width, blocks, dropout, eval_dropout }, { name, inputs, outputs }) {
    const isActor = name === 'actor';
    const narrow = width / 2;
    const shapes: [number, number][] = [
      [inputs, width],
      ...Array.from({ length: blocks }, (): [number, number][] => [
        [width, narrow],
        [narrow, width],
      ]).flat(),
      [width, narrow],
      [narrow, width / 4],
    ];
    const layers = shapes.map(
      ([inputs, units], index): Layer => ({ name: `${name}.${index}`, inputs, units }),
    );
    const head: Layer = { name: `${name}.head`, inputs: width / 4, units: outputs };
    const [embedding, ...rest] = layers as [Layer, ...Layer[]];
    const [within, last] = [rest.slice(0, 2 * blocks), rest.slice(2 * blocks)];

    return {
      parameters: [
        ...layers.flatMap((layer) => [
          ...denseParameters(layer, 1),
          constant(layer, 'scale', 1),
          constant(layer, 'offset', 0),
        ]),
        ...denseParameters(head, isActor ? headGain : 1),
      ],
      noise:
        dropout > 0 && blocks > 0
          ? { ...dropoutMasks(dropout, blocks * narrow), inEvaluation: eval_dropout }
          : undefined,
      forward(params, input, masks) {
        let x = normalizedLayer(params, embedding, input, 'relu', true);
        for (let block = 0; block < blocks; block++) {
          const [down, up] = [within[2 * block]!, within[2 * block + 1]!];
          let inner = normalizedLayer(params, down, x, 'relu');
          if (masks) inner = tf.mul(inner, tf.slice(masks, [0, 0, block * narrow], [-1, -1, narrow]));
          x = tf.add(x, normalizedLayer(params, up, inner, 'linear'));
        }
        for (const layer of last) x = normalizedLayer(params, layer, x, 'relu');
        const kernel = params[`${head.name}.kernel`]!;
        const bias = params[`${head.name}.bias`]!;
        return isActor ? tf.mul(dense(x, kernel, bias, 'tanh'), reach) : dense(x, kernel, bias, 'linear');
      },
    };
  },
});

function normalizedLayer(
  params: NetworkParams,
  { name }: Layer,
  x: tf.Tensor,
  activation: Activation,
  inputIsData = false,
): tf.Tensor {
  const z = dense(x, params[`${name}.kernel`]!, params[`${name}.bias`]!, 'linear', inputIsData);
  return layerNorm(z, params[`${name}.scale`]!, params[`${name}.offset`]!, activation);
}

function denseParameters({ name, inputs, units }: Layer, gain: number): ParameterSpec[] {
  return [
    {
      name: `${name}.kernel`,
      shape: [inputs, units],
      initial: (stream) => xavierUniform(inputs, units, gain, stream),
    },
    constant({ name, inputs, units }, 'bias', 0),
  ];
}

function constant({ name, units }: Layer, kind: string, value: number): ParameterSpec {
  return {
    name: `${name}.${kind}`,
    shape: [1, units],
    initial: () => new Float64Array(units).fill(value),
  };
}
