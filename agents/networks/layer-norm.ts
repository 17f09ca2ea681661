import { defineOp } from '../../src/tensors/op.ts';
import * as tf from '../../src/tensors/tf.ts';
import { type Activation, activate, activationSlope } from './dense.ts';
import { layerOutput } from './layer-outputs.ts';
import { carryTangent } from './tangents.ts';

interface LayerNormAttrs {
  /** Of what was normalised, scaled and moved. */
  readonly activation: Activation;
  /** Inside the root. */
  readonly epsilon: number;
}

/** The rows with mean 0 and variance 1, and what they were multiplied by for it. */
function normalized(x: tf.Tensor, epsilon: number) {
  const centred = tf.sub(x, tf.mean(x, 2, true));
  const variance = tf.mean(tf.square(centred), 2, true);
  const factor = tf.rsqrt(tf.add(variance, epsilon));
  return { rows: tf.mul(centred, factor), factor };
}

/** The derivative of normalised rows from that of the rows, or the other way for slopes: its matrix is symmetric. */
function throughNormalizing(g: tf.Tensor, rows: tf.Tensor, factor: tf.Tensor): tf.Tensor {
  const along = tf.mul(rows, tf.mean(tf.mul(g, rows), 2, true));
  const across = tf.sub(g, tf.mean(g, 2, true));
  return tf.mul(tf.sub(across, along), factor);
}

/**
 * With x̂ the normalised row, f what it was multiplied by, g = dL/dz · scale, and means over the features:
 * dL/dx = f · (g − mean g − x̂ · mean(g · x̂)), dL/dscale = Σ dL/dz · x̂ and dL/doffset = Σ dL/dz over the rows.
 */
export const layerNormGradientOp = defineOp<'dy' | 'x' | 'scale' | 'y', LayerNormAttrs>({
  name: 'LayerNormGradient',
  formula({ dy, x, scale, y }, { activation, epsilon }) {
    const dz = activationSlope[activation](dy, y);
    const { rows, factor } = normalized(x, epsilon);
    return [
      throughNormalizing(tf.mul(dz, scale), rows, factor),
      tf.sum(tf.mul(dz, rows), 1, true),
      tf.sum(dz, 1, true),
    ];
  },
});

export const layerNormOp = defineOp<'x' | 'scale' | 'offset', LayerNormAttrs>({
  name: 'LayerNorm',
  formula: ({ x, scale, offset }, { activation, epsilon }) => [
    activate[activation](tf.add(tf.mul(normalized(x, epsilon).rows, scale), offset)),
  ],
  gradient: {
    saves: ['x', 'scale'],
    savesResults: [true],
    data: [],
    slopes([dy], { inputs, results: [y] }, attrs) {
      const { x, scale } = inputs;
      const [ofInput, ofScale, ofOffset] = layerNormGradientOp({ dy: dy!, x, scale, y: y! }, attrs);
      return { x: () => ofInput!, scale: () => ofScale!, offset: () => ofOffset! };
    },
  },
});

/**
 * Layer normalisation over the features of each row (Ba, Kiros & Hinton 2016), as torch.nn.LayerNorm: population
 * variance, epsilon 1e-5 inside the root; then the activation.
 *
 * @param x `[P, B, n]`
 * @param scale `[P, 1, n]`
 * @param offset `[P, 1, n]`
 */
export function layerNorm(
  x: tf.Tensor,
  scale: tf.Tensor,
  offset: tf.Tensor,
  activation: Activation,
): tf.Tensor {
  const epsilon = 1e-5;
  const y = layerNormOp({ x, scale, offset }, { activation, epsilon })[0]!;
  carryTangent(y, [x, scale, offset], ([dX, dScale, dOffset]) => {
    const { rows, factor } = normalized(x, epsilon);
    const ofRows = tf.mul(throughNormalizing(dX!, rows, factor), scale);
    return activationSlope[activation](tf.add(tf.add(ofRows, tf.mul(rows, dScale!)), dOffset!), y);
  });
  return layerOutput({ parameter: scale, output: y, vectors: [scale, offset] });
}
