import { z } from 'zod';
import { ParameterLayout } from '../../tensors/parameter-layout.ts';
import * as tf from '../../tensors/tf.ts';
import type { Params } from '../entry/optimizer.ts';
import { parameterRoles, shapesOf } from '../layout/parameter-roles.ts';
import type { Coefficient } from '../members/per-member.ts';
import { addScaled, scale } from './weighted.ts';

/** The settings of a rule that uses {@link removeRadial}. */
export const radialSettings = {
  eps: z.number().positive().default(1e-8).describe('added to roots and norms that are divided by'),
  delta: z
    .number()
    .min(0)
    .default(0.1)
    .describe(
      'steps are projected where the cosine of gradient and weights is below delta / √number of weights',
    ),
  wd_ratio: z
    .number()
    .min(0)
    .default(0.1)
    .describe('share of the weight decay that is left to kernels whose steps are projected'),
};

/** What {@link removeRadial} makes. */
export interface Projected {
  readonly steps: Params;
  /** The share of the weight decay that is left to each kernel, `[P, 1, 1]`. */
  readonly decay: Params;
}

/**
 * Takes from the steps of kernels what only makes weights longer or shorter, if the gradient says that their length is of
 * no consequence: if it is nearly orthogonal to the weights of every output or, failing that, to those of all outputs
 * together. The part along the weights is then taken out in the same view (Heo et al. 2021, arXiv 2006.08217).
 */
export function removeRadial(
  steps: Params,
  gradients: Params,
  params: Params,
  coefficients: Readonly<Record<'delta' | 'eps' | 'wd_ratio', Coefficient>>,
): Projected {
  const roles = parameterRoles(shapesOf(params));
  const kernels = new ParameterLayout(shapesOf(params).filter(({ name }) => roles[name] !== 'vector'));
  const { names } = kernels;
  if (names.length === 0) return { steps, decay: {} };

  const [p, g, u] = [params, gradients, steps].map((tree) => kernels.join(kernels.ordered(tree)));
  const { within, along } = compare(kernels, p!, g!, u!, coefficients);
  const every = tf.concat(
    within.outputs.map((outputs) => tf.min(outputs, 2, true)),
    2,
  );
  const together = tf.mul(within.all, tf.sub(1, every));
  const [byOutput, byAll] = [every, tf.mul(together, along.all)].map((x) => tf.split(x, names.length, 2));
  const projected = names.map((name, kernel) => {
    const radial = tf.add(tf.mul(along.outputs[kernel]!, byOutput![kernel]!), byAll![kernel]!);
    return tf.sub(steps[name]!, tf.mul(params[name]!, radial));
  });
  const left = tf.add(tf.mul(tf.add(every, together), tf.sub(coefficients.wd_ratio, 1)), 1);
  return {
    steps: { ...steps, ...kernels.named(projected) },
    decay: kernels.named(tf.split(left, names.length, 2)),
  };
}

/** Numbers about every output of every kernel, `[P, 1, out]` each, and about all outputs together, `[P, 1, kernels]`. */
interface Views {
  readonly outputs: readonly tf.Tensor[];
  readonly all: tf.Tensor;
}

/**
 * Parameters, gradients and steps of all kernels, `[P, 1, n]`, compared in both views.
 *
 * @returns `within`: 1 where gradient and weights are nearly orthogonal, else 0; `along`: what, times the weights, is the
 * part of the steps along them.
 */
function compare(
  kernels: ParameterLayout,
  p: tf.Tensor,
  g: tf.Tensor,
  u: tf.Tensor,
  { delta, eps }: Readonly<Record<'delta' | 'eps', Coefficient>>,
): { within: Views; along: Views } {
  // The four products below each other and all views side by side: what costs is the number of operations.
  const products = tf.concat([tf.square(p), tf.square(g), tf.mul(g, p), tf.mul(u, p)], 0);
  const outputs = kernels.split(products).map((leaf) => tf.sum(leaf, 1, true));
  const wholes = outputs.map((sums) => tf.sum(sums, 2, true));
  const [pp, gg, gp, up] = tf.split(tf.concat([...outputs, ...wholes], 2), 4, 0);

  const counts = [
    ...kernels.shapes.flatMap(([rows, columns]) => new Array<number>(columns).fill(rows)),
    ...kernels.sizes,
  ];
  const limits = tf.mul(
    tf.tensor(
      counts.map((count) => 1 / Math.sqrt(count)),
      [1, 1, counts.length],
    ),
    delta,
  );
  const length = tf.sqrt(pp!);
  const lengths = tf.mul(tf.maximum(tf.sqrt(gg!), eps), tf.maximum(length, eps));
  const within = tf.cast(tf.less(tf.div(tf.abs(gp!), lengths), limits), 'float32');
  const along = tf.div(up!, tf.square(tf.add(length, eps)));

  const apart = (views: tf.Tensor): Views => {
    const columns = kernels.shapes.map(([, columns]) => columns);
    const parts = tf.split(views, [...columns, columns.length], 2);
    return { outputs: parts.slice(0, -1), all: parts.at(-1)! };
  };
  return { within: apart(within), along: apart(along) };
}

/** Adds weight_decay · parameters to steps, to those of kernels the share that is left to them. */
export function addLeftDecay({ steps, decay }: Projected, params: Params, weightDecay: Coefficient): Params {
  if (weightDecay === 0) return steps;
  return Object.fromEntries(
    Object.entries(steps).map(([name, step]) => {
      const share = decay[name];
      return [name, addScaled(step, params[name]!, share ? scale(share, weightDecay) : weightDecay)];
    }),
  );
}
