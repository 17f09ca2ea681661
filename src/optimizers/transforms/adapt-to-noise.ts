import * as tf from '../../tensors/tf.ts';
import { mapTree, type TensorTree } from '../../tensors/tree.ts';
import type { Optimizer, Params } from '../entry/optimizer.ts';
import { shapesOf } from '../layout/parameter-roles.ts';
import { type Coefficient, perMember } from '../members/per-member.ts';
import { measuredAlike, type NormSettings } from '../norms/measures.ts';
import { byTensor } from './by-tensor.ts';
import { scaleTensors } from './tensor-norms.ts';
import { blend, zeros } from './weighted.ts';

/** Settings of {@link adaptToNoise}. */
export type NoiseSettings = NormSettings & { readonly alpha: number; readonly noise_beta: number };

type State<S> = {
  readonly inner: S;
  /** The gradient of the update before. */
  readonly previous: Params;
  /** Moving averages of squared noise, `[P, 1, tensors]` for every norm's tensors side by side. */
  readonly noise: Params;
};

/**
 * Slows down the tensors whose gradients are noisier than those of others which the same norm measures: updates times
 * √(αₗ / max αⱼ) with αₗ = α / √(α² + Hₗ), Hₗ the moving average of ‖gₜ - gₜ₋₁‖² in the norm's dual. Before the second
 * gradient there is no noise.
 */
export function adaptToNoise<S extends TensorTree>(
  members: readonly NoiseSettings[],
  inner: Optimizer<S>,
): Optimizer<State<S>> {
  const alike = measuredAlike(members);
  const coefficients = perMember(members, ({ alpha, noise_beta }, { step }) => ({
    keep: noise_beta,
    take: step === 1 ? 0 : 1 - noise_beta,
    floor: alpha ** 2,
  }));
  return {
    elementwise: false,
    ...(inner.routes && { routes: inner.routes }),
    init: (params) => ({
      inner: inner.init(params),
      previous: zeros(params),
      noise: Object.fromEntries(
        alike(shapesOf(params)).map(({ structure, names }) => [
          structure,
          tf.zeros([params[names[0]!]!.shape[0]!, 1, names.length]),
        ]),
      ),
    }),
    report(params, state) {
      const { floor } = coefficients({ step: 1 });
      const factors = alike(shapesOf(params)).map(({ structure, names }) =>
        byTensor('noise_factor', names, factorsOf(state.noise[structure]!, floor)),
      );
      return Object.assign({ ...inner.report?.(params, state.inner) }, ...factors);
    },
    update(gradients, state, params, context) {
      const { keep, take, floor } = coefficients(context);
      const made = inner.update(gradients, state.inner, params, context);
      const changes = mapTree(tf.sub, gradients, state.previous);
      const noise: Record<string, tf.Tensor> = {};
      const updates: Record<string, tf.Tensor> = { ...made.updates };
      for (const { structure, names, norm } of alike(shapesOf(gradients))) {
        const now = tf.concat(
          norm.entry.dual(
            names.map((name) => changes[name]!),
            norm.settings,
          ),
          2,
        );
        const averaged = blend(state.noise[structure]!, keep, tf.square(now), take);
        noise[structure] = averaged;
        const factors = factorsOf(averaged, floor);
        const own = Object.fromEntries(names.map((name) => [name, made.updates[name]!]));
        Object.assign(updates, scaleTensors(own, factors));
      }
      return { updates, state: { inner: made.state, previous: gradients, noise } };
    },
  };
}

/** What the updates of tensors are multiplied by, `[P, 1, tensors]`. @param noise squared. */
function factorsOf(noise: tf.Tensor, floor: Coefficient): tf.Tensor {
  const spread = tf.add(noise, floor);
  return tf.sqrt(tf.sqrt(tf.div(tf.min(spread, 2, true), spread)));
}
