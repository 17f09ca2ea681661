import { z } from 'zod';
import { defineOptimizer } from './entry/optimizer.ts';
import { routeByRole } from './layout/route-by-role.ts';
import { common } from './members/per-member.ts';
import { chain, stateless } from './transforms/chain.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { mapNames } from './transforms/map-names.ts';
import { partition } from './transforms/partition.ts';
import { rotatedDirection, rotatedLength } from './transforms/rotated-direction.ts';
import { betas, scaleByAdam } from './transforms/scale-by-adam.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';
import { scale } from './transforms/weighted.ts';

/** What the update of a kernel is multiplied by. */
const adjustments = {
  rms_norm: (inputs: number, outputs: number) => 0.2 * Math.sqrt(Math.max(inputs, outputs)),
  spectral_norm: (inputs: number, outputs: number) => Math.sqrt(outputs / inputs),
};

const settings = z.object({
  lr: learningRate(1e-2, 'the reference'),
  mu: z
    .number()
    .min(0)
    .lt(1)
    .default(0.95)
    .describe('what the moving average of the gradients of kernels keeps of its past'),
  base_opt: z
    .enum(['row_norm', 'sinkhorn', 'sign'])
    .default('row_norm')
    .describe(
      'the direction in the turned frame: rows of one norm, rows and columns in turns, or signs; ' +
        'with signs, rounding can decide whole steps of narrow kernels, so that backends and machines disagree',
    ),
  adjust_lr: z
    .enum(['rms_norm', 'spectral_norm'])
    .nullable()
    .default('rms_norm')
    .describe(
      'factor on the updates of kernels: rms_norm: 0.2 √(longer side); spectral_norm: √(outputs / inputs); none: 1',
    ),
  weight_decay: weightDecay(0.01, 'decoupled; default: the reference'),
  betas: betas(0.9, 0.95),
  eps: z
    .number()
    .positive()
    .default(1e-8)
    .describe("added to the root of Adam's second moment; default: the reference"),
  heads: z
    .boolean()
    .default(false)
    .describe('turn the last kernel of each network too; false: leave it to Adam'),
});

/**
 * Steepest descent in a frame that turns with the gradient: the average gradient of a kernel is normed in a rotation of its
 * shorter side, which follows from the average and what norming made of it. Heads and vectors are left to AdamW with the
 * same learning rate and weight decay.
 *
 * Difference to the reference, which always turns the side of the outputs: if that is the longer one, the frame has
 * directions in which there is no gradient but rounding, which norming would blow up to full size.
 *
 * With `base_opt=sign` rounding decides all the same: matrices of signs, and parts of them, are often singular where the
 * shorter side has a few numbers only. What is zero but for rounding then has a sign, and so a step, of full size.
 *
 * State: for a kernel one number a parameter and the square of its shorter side; two a number for the rest.
 */
export const aro = defineOptimizer({
  name: 'ARO',
  summary: 'steepest descent in a rotated frame that follows the gradient; rounding decides base_opt=sign',
  source: 'ARO 2026 (arXiv 2602.09006); microsoft/dion dion/aro.py, branch dev/aro',
  equation: [
    'kernels, M and g with the shorter side as rows:',
    'M ← mu·M + (1 - mu)g',
    'R ← Q of the QR decomposition of M f(RᵀM)ᵀ    (from R = I)',
    'u = R f(RᵀM)·s',
    'θ ← θ - η(u + λθ)',
    'f by base_opt: row_norm x·√n/max(‖x‖, 1e-8) of every row of n numbers,',
    '  sinkhorn the same of rows and columns in turn, 5 times, sign the sign',
    's by adjust_lr: rms_norm 0.2·√max(in, out), spectral_norm √(out/in), none 1',
    'other parameters: ADAMW with lr, betas, eps, weight_decay',
  ],
  settings,
  memory(parameters, { heads }) {
    const routes = routesOf(heads)(parameters);
    return parameters.reduce((sum, { name, shape }) => {
      const numbers = shape[0] * shape[1];
      return sum + (routes[name] === 'ADAM' ? 2 * numbers : numbers + rotatedLength(shape) ** 2);
    }, 0);
  },
  create(members) {
    const adjust = common(members, 'adjust_lr');
    const kernels = adjust ? chain(rotatedDirection(members), byShape(adjust)) : rotatedDirection(members);
    return chain(
      partition({ ARO: kernels, ADAM: scaleByAdam(members) }, routesOf(common(members, 'heads'))),
      addWeightDecay(members),
      scaleByLearningRate(members),
    );
  },
});

function routesOf(heads: boolean) {
  return routeByRole((role) => (role === 'vector' || (role === 'head' && !heads) ? 'ADAM' : 'ARO'));
}

function byShape(adjust: keyof typeof adjustments) {
  return stateless(
    (updates) =>
      mapNames(updates, (update) => scale(update, adjustments[adjust](update.shape[1]!, update.shape[2]!))),
    { elementwise: false },
  );
}
