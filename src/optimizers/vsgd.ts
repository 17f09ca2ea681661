import { z } from 'zod';
import { pow } from '../pow.ts';
import * as tf from '../tensors/tf.ts';
import { mapTree } from '../tensors/tree.ts';
import { numbersPerParameter } from './entry/memory.ts';
import { defineOptimizer, type Optimizer, type Params } from './entry/optimizer.ts';
import { perMember } from './members/per-member.ts';
import { chain } from './transforms/chain.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { epsilon } from './transforms/scale-by-adam.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';
import { blend, zeros } from './transforms/weighted.ts';

const power = (byDefault: number, of: string) =>
  z
    .number()
    .gt(0)
    .max(1)
    .default(byDefault)
    .describe(`update t moves the ${of} by a share of 1 / t to this power; default: the reference's`);

const settings = z.object({
  lr: learningRate(
    0.1,
    "the reference's, for image classifiers: with PPO it is too large, where CartPole is learned at 0.001 to 0.03",
  ),
  ghattg: z
    .number()
    .positive()
    .default(30)
    .describe(
      'how many times larger the variance of the noise is than that of the true gradient, before any is seen',
    ),
  ps: z.number().positive().default(1e-8).describe('how much this counts: the strength of the prior'),
  tau1: power(0.81, 'variance of the true gradient'),
  tau2: power(0.9, 'variance of the noise'),
  eps: epsilon(1e-8, "the reference's"),
  weight_decay: weightDecay(0, 'decoupled: parameters shrink by lr · weight_decay'),
});

type Settings = z.output<typeof settings>;

/**
 * VSGD: the gradient is a noisy observation of the true one, of which every number keeps an estimate; how far a gradient moves
 * it goes by the two variances, which are estimated too. A step is the estimate over the root of its second moment.
 *
 * State: three numbers a parameter.
 */
export const vsgd = defineOptimizer({
  name: 'VSGD',
  summary: 'an estimate of the true gradient behind the noisy one, by variational inference',
  source:
    'Chen, Kuzina, Esmaeili & Tomczak 2024 (arXiv 2404.06549); generativeai-tue/vsgd src/vsgd.py at ab7a2f5',
  equation: [
    'a = 2·ps + 1.0001,  p = 2·ps,  q = 2·ghattg·ps',
    'V = P/a,  N = Q/a            (at t = 1: V = p/(a - 1), N = q/(a - 1))',
    'k = V/(V + N),  S = kN',
    'm ← m + k(g - m)',
    'P ← (1 - t^-tau1)P + t^-tau1·(S + (m - m′)² + p)',
    'Q ← (1 - t^-tau2)Q + t^-tau2·(S + (m - g)² + q)',
    'θ ← θ - η(m/(√(S + m²) + ε) + λθ)',
  ],
  settings,
  memory: numbersPerParameter(3),
  create: (members) =>
    chain(estimateGradients(members), addWeightDecay(members), scaleByLearningRate(members)),
});

type State = {
  /** The estimate of the true gradient. */
  readonly mean: Params;
  /** Rates of the gamma distributions of both precisions; over the shape, the variances. */
  readonly truth: Params;
  readonly noise: Params;
};

function estimateGradients(members: readonly Settings[]): Optimizer<State> {
  const coefficients = perMember(members, ({ ghattg, ps, tau1, tau2, eps }, { step }) => {
    const shape = 2 * ps + 1.0001;
    const [priorTruth, priorNoise] = [2 * ps, 2 * ghattg * ps];
    const [newsTruth, newsNoise] = [pow(step, -tau1), pow(step, -tau2)];
    return {
      eps,
      // Before the first gradient the variances are those of the prior.
      perRate: step === 1 ? 0 : 1 / shape,
      startTruth: step === 1 ? priorTruth / (shape - 1) : 0,
      startNoise: step === 1 ? priorNoise / (shape - 1) : 0,
      ...{ priorTruth, keepTruth: 1 - newsTruth, takeTruth: newsTruth },
      ...{ priorNoise, keepNoise: 1 - newsNoise, takeNoise: newsNoise },
    };
  });
  return {
    elementwise: true,
    init: (params) => ({ mean: zeros(params), truth: zeros(params), noise: zeros(params) }),
    update(gradients, state, _params, context) {
      const c = coefficients(context);
      const [truth, noise] = [
        mapTree((rate) => tf.add(tf.mul(rate, c.perRate), c.startTruth), state.truth),
        mapTree((rate) => tf.add(tf.mul(rate, c.perRate), c.startNoise), state.noise),
      ];
      // What the estimate takes of a gradient: the share of the true variance in the whole.
      const gain = mapTree((truth, noise) => tf.div(truth, tf.add(truth, noise!)), truth, noise);
      const mean = mapTree(
        (before, gradient, gain) => tf.add(before, tf.mul(gain!, tf.sub(gradient!, before))),
        state.mean,
        gradients,
        gain,
      );
      const left = mapTree((gain, noise) => tf.mul(gain, noise!), gain, noise);
      const spreadAround = (centre: Params, prior: typeof c.priorTruth) =>
        mapTree(
          (left, mean, centre) => tf.add(tf.add(left, tf.square(tf.sub(mean!, centre!))), prior),
          left,
          mean,
          centre,
        );
      return {
        updates: mapTree(
          (mean, left) => tf.div(mean, tf.add(tf.sqrt(tf.add(left!, tf.square(mean))), c.eps)),
          mean,
          left,
        ),
        state: {
          mean,
          truth: blend(state.truth, c.keepTruth, spreadAround(state.mean, c.priorTruth), c.takeTruth),
          noise: blend(state.noise, c.keepNoise, spreadAround(gradients, c.priorNoise), c.takeNoise),
        },
      };
    },
  };
}
