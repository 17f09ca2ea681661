import { z } from 'zod';
import { UsageError } from '../errors.ts';
import { pow } from '../pow.ts';
import * as tf from '../tensors/tf.ts';
import { numbersPerParameter } from './entry/memory.ts';
import { defineOptimizer, type Optimizer, type StepContext } from './entry/optimizer.ts';
import { perMember } from './members/per-member.ts';
import { flatten } from './transforms/flatten.ts';
import { learningRate } from './transforms/learning-rate.ts';
import { scale } from './transforms/weighted.ts';

const shared = {
  lr: learningRate(1, "the reference's, the longest step; the bound makes it shorter"),
  gamma: z.number().min(0).max(1).default(0.99).describe("discount factor; the agent's"),
  lamda: z
    .number()
    .min(0)
    .max(1)
    .default(0.8)
    .describe('λ: traces keep gamma · lamda of themselves in every step'),
  kappa: z
    .number()
    .positive()
    .default(2)
    .describe(
      "a step undoes at most the share 1/kappa of the error; the reference's: 3 for policies, 2 for values",
    ),
};

const obgdSettings = z.object(shared);
const adaptiveSettings = z.object({
  ...shared,
  beta2: z
    .number()
    .min(0)
    .lt(1)
    .default(0.999)
    .describe('what the average of the squared direction keeps of its past'),
  eps: z.number().positive().default(1e-8).describe('added to that average, inside of the root'),
});

const source =
  'Elsayed, Vasan & Mahmood 2024 (arXiv 2410.14606); mohmdelsayed/streaming-drl optim.py at 407dca7';

/**
 * Gradient descent with eligibility traces for agents that learn from every step by itself. The step is as long as lr says,
 * but so short that it cannot undo more of the critic's error than the share 1/kappa. It depends on the sum of all traces, so
 * that the authors' other measures belong to it: layer normalisation, sparse initial weights, scaled observations and rewards.
 *
 * Where nobody says what traces gather, it is the gradient. State: one number a parameter.
 */
export const obgd = defineOptimizer({
  name: 'OBGD',
  summary:
    'bounded steps along eligibility traces, for agents that learn from every step (--agent stream-ac)',
  source,
  equation: [
    'in every step of the environment, all parameters as one vector:',
    'e ← gamma·lamda·e + x        (x the gradient that traces gather)',
    "M = η·kappa·max(|δ|, 1)·Σ|e| (δ the critic's error)",
    'θ ← θ - η/max(1, M)·δe',
    'e ← 0 where the episode ends',
  ],
  settings: obgdSettings,
  streams: true,
  memory: numbersPerParameter(1),
  create: (members) => flatten(alongTraces(members)),
});

/** The same, every number divided by the root of an average of its squares, as in RMSPROP. State: two numbers a parameter. */
export const adaptiveObgd = defineOptimizer({
  name: 'ADAPTIVE_OBGD',
  summary: 'OBGD with a rate for every coordinate, for agents that learn from every step (--agent stream-ac)',
  source,
  equation: [
    'in every step of the environment, all parameters as one vector:',
    'e ← gamma·lamda·e + x        (x the gradient that traces gather)',
    "v ← β₂v + (1 - β₂)(δe)²      (δ the critic's error)",
    'w = e/√(v/c₂ + ε)',
    'M = η·kappa·max(|δ|, 1)·Σ|w|',
    'θ ← θ - η/max(1, M)·δw',
    'e ← 0 where the episode ends',
  ],
  settings: adaptiveSettings,
  streams: true,
  memory: numbersPerParameter(2),
  create: (members) => flatten(alongTraces(members, members)),
});

type State = {
  /** `[P, 1, n]` */
  readonly traces: tf.Tensor;
  /** Average of the squares of traces times error, `[P, 1, n]`; empty where nothing is divided. */
  readonly squares: readonly tf.Tensor[];
};

/** On one vector of all parameters, for the bound is of all. @param adaptive settings of what traces are divided by. */
function alongTraces(
  members: readonly z.output<typeof obgdSettings>[],
  adaptive: readonly z.output<typeof adaptiveSettings>[] = [],
): Optimizer<State> {
  const coefficients = perMember(members, ({ lr, gamma, lamda, kappa }, { learningRateScale }) => ({
    rate: lr * learningRateScale,
    keep: gamma * lamda,
    bound: lr * learningRateScale * kappa,
  }));
  const divisor = perMember(adaptive, ({ beta2, eps }, { step }) => ({
    keep: beta2,
    take: 1 - beta2,
    correction: 1 / (1 - pow(beta2, step)),
    eps,
  }));
  return {
    elementwise: false,
    init: ({ vector }) => ({
      traces: tf.zerosLike(vector!),
      squares: adaptive.length > 0 ? [tf.zerosLike(vector!)] : [],
    }),
    update(gradients, before, _params, context) {
      const { rate, keep, bound } = coefficients(context);
      const { error, ends, eligibility } = streamedStep(
        context,
        adaptive.length > 0 ? 'ADAPTIVE_OBGD' : 'OBGD',
      );
      const traces = tf.add(scale(before.traces, keep), (eligibility?.() ?? gradients).vector!);
      const squares = before.squares.map((old) => {
        const { keep, take } = divisor(context);
        return tf.add(scale(old, keep), scale(tf.square(tf.mul(traces, error)), take));
      });
      const [divided = traces] = squares.map((square) => {
        const { correction, eps } = divisor(context);
        return tf.div(traces, tf.sqrt(tf.add(tf.mul(square, correction), eps)));
      });
      const size = tf.sum(tf.abs(divided), [1, 2], true);
      const reach = tf.mul(tf.mul(tf.maximum(tf.abs(error), 1), size), bound);
      const length = tf.div(tf.mul(error, rate), tf.maximum(reach, 1));
      const goesOn = tf.equal(ends, 0);
      return {
        updates: { vector: tf.neg(tf.mul(divided, length)) },
        state: { traces: tf.where(goesOn, traces, tf.zerosLike(traces)), squares },
      };
    },
  };
}

/** @throws UsageError where steps are not learned from one by one. */
function streamedStep({ temporalDifference, episodeEnds, eligibility }: StepContext, rule: string) {
  if (!temporalDifference || !episodeEnds) {
    throw new UsageError(
      `${rule} learns from single steps and the error of the critic in each, which this agent does not say; take --agent stream-ac`,
    );
  }
  return { error: temporalDifference(), ends: episodeEnds(), eligibility };
}
