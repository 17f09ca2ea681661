import { z } from 'zod';
import { memberNorm } from '../tensors/member-norm.ts';
import * as tf from '../tensors/tf.ts';
import { mapTree } from '../tensors/tree.ts';
import { gradientElsewhere } from './entry/gradient-elsewhere.ts';
import { defineWrapper, type Params } from './entry/optimizer.ts';
import { type Coefficient, common, perMember } from './members/per-member.ts';
import { vectorOf } from './transforms/flatten.ts';

/** Added to the norm that is divided by, as the reference does. */
const tiny = 1e-12;

/** The two entries differ in their defaults alone. */
function settings(rho: number, adaptive: boolean) {
  return z.object({
    rho: z
      .number()
      .min(0)
      .default(rho)
      .describe("how far to climb before the gradient is taken that counts; default: the reference's"),
    adaptive: z
      .boolean()
      .default(adaptive)
      .describe('climb in proportion to the parameters (ASAM), not by the same distance everywhere (SAM)'),
  });
}

/**
 * Sharpness-aware minimisation: climbs from where the parameters are by rho along the gradient, and lets the wrapped
 * optimizer step from where they are with the gradient found up there. All tensors of a member are one vector here.
 *
 * Two gradients a step, both of the same minibatch and clipped alike. State: none of its own.
 */
function sam(name: string, rho: number, adaptive: boolean, summary: string, paper: string) {
  return defineWrapper({
    name,
    summary,
    source: `${paper}; davda54/sam sam.py at 3c3afdb`,
    equation: [
      'all tensors as one vector:',
      'adaptive=false: e = rho·g/(‖g‖ + 1e-12)',
      'adaptive=true:  e = rho·θ²g/(‖θg‖ + 1e-12)',
      'g ← the gradient at θ + e, then the rule inside, from θ',
    ],
    settings: settings(rho, adaptive),
    memory: () => 0,
    changes: () => 'nothing',
    replacesGradient: true,
    create(members, inner) {
      const adaptive = common(members, 'adaptive');
      const coefficients = perMember(members, ({ rho }) => ({ rho }));
      return {
        ...inner,
        update(gradients, state, params, context) {
          const { rho } = coefficients(context);
          const above = (adaptive ? climbInProportion : climb)(gradients, params, rho);
          return inner.update(gradientElsewhere(context, name)(above), state, params, context);
        },
      };
    },
  });
}

/** params + rho · gradient / ‖gradient‖ */
function climb(gradients: Params, params: Params, rho: Coefficient): Params {
  const factor = tf.div(rho, tf.add(memberNorm(vectorOf(gradients)), tiny));
  return mapTree((param, gradient) => tf.add(param, tf.mul(gradient, factor)), params, gradients);
}

/** params + rho · params² · gradient / ‖|params| · gradient‖ */
function climbInProportion(gradients: Params, params: Params, rho: Coefficient): Params {
  const weighted = mapTree(tf.mul, gradients, params);
  const factor = tf.div(rho, tf.add(memberNorm(vectorOf(weighted)), tiny));
  return mapTree((param, each) => tf.add(param, tf.mul(tf.mul(param, each!), factor)), params, weighted);
}

export const sharpness = sam(
  'SAM',
  0.05,
  false,
  'steps with the gradient found a little uphill',
  'Foret et al. 2021 (arXiv 2010.01412)',
);
export const adaptiveSharpness = sam(
  'ASAM',
  2,
  true,
  'SAM that climbs in proportion to the parameters',
  'Kwon et al. 2021 (arXiv 2102.11600)',
);
