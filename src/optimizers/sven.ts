import { z } from 'zod';
import { UsageError } from '../errors.ts';
import * as tf from '../tensors/tf.ts';
import { mapTree } from '../tensors/tree.ts';
import { countNumbers } from './entry/memory.ts';
import { defineOptimizer, type Optimizer, type Params, type StepContext } from './entry/optimizer.ts';
import type { SampledValues, SampleSlopes, SamplesAt } from './entry/samples.ts';
import { type Coefficient, common, perMember } from './members/per-member.ts';
import { layoutOf } from './transforms/flatten.ts';
import { learningRate } from './transforms/learning-rate.ts';
import { rowsOfSamples, sumOfSamples, termsOfSamples } from './transforms/sample-sums.ts';
import { blend, zeros } from './transforms/weighted.ts';

/** Samples whose Gram matrix is taken apart at once. */
const mostSamples = 64;

const settings = z
  .object({
    lr: learningRate(0.1, '1 diverges on the returns of roll-outs'),
    k: z
      .number()
      .positive()
      .refine((k) => k < 1 || Number.isInteger(k), { message: 'must be a share below 1 or a whole number' })
      .default(0.5)
      .describe('directions that are solved for, the largest first: a share of the samples, or how many'),
    rtol: z
      .number()
      .min(0)
      .lt(1)
      .default(1e-3)
      .describe('directions with a singular value up to this times the largest are left out'),
    rms: z
      .enum(['none', 'post', 'pre'])
      .default('none')
      .describe('post: steps, pre: slopes are divided by a root of averaged squares'),
    alpha: z.number().min(0).lt(1).default(0.99).describe('of rms: what the average keeps'),
    eps: z.number().positive().default(1e-8).describe('of rms: added to the root'),
    momentum: z
      .number()
      .min(0)
      .lt(1)
      .default(0)
      .describe('share of the last step that is added to the next; 0: no momentum'),
    variable_k: z
      .boolean()
      .default(false)
      .describe('take one direction at a time, as long as none makes the error larger than it was at first'),
  })
  .refine(({ rms, momentum, variable_k }) => !variable_k || (rms === 'none' && momentum === 0), {
    path: ['variable_k'],
    message: 'tries steps as they are; write rms=none and momentum=0 with it',
  });

type Settings = z.output<typeof settings>;

/**
 * Sven for critics: a step towards the parameters at which all values of the minibatch are what they should be, to first
 * order the nearest ones, in the directions of the samples that the values depend on most. Minibatches of more than 64
 * samples are taken in parts of 64, one step each.
 *
 * The targets are the returns, which no clipping of value losses changes, and the gradient is not looked at.
 *
 * State: how many directions the last update has solved for, averaged over its parts; one number a parameter for `rms`, and
 * one for `momentum`.
 */
export const sven = defineOptimizer({
  name: 'SVEN',
  summary:
    'for critics: solves for the errors of all values of a minibatch at once, truncated to the largest directions',
  source: 'sambt/sven sven/opt/sven.py, pinv.py at 71c92da, on signed residuals',
  equation: [
    'for each 64 samples of the minibatch, one part after the other:',
    'e = V(s) - return of each sample,  J = de/dθ  (a row for every sample)',
    'J = U·diag(s)·Wᵀ, s descending; of the first k those count with',
    '  s > rtol·s₁ and s > 1e-10',
    'x = W·diag(1/s)·Uᵀe over those that count',
    'rms=post:  v ← alpha·v + (1 - alpha)x²,  x ← x/(√v + ε)',
    'b ← μb + x',
    'θ ← θ - ηb',
    'rms=pre:   v ← alpha·v + (1 - alpha)(mean row of J)²,  J/(√v + ε) for J',
    'variable_k: one direction at a time; the first that makes Σe² larger than',
    '  it was before all of them is taken back, and ends the step',
  ],
  settings,
  values: true,
  memory: (parameters, { rms, momentum }) =>
    1 + countNumbers(parameters) * (Number(rms !== 'none') + Number(momentum > 0)),
  overlooksGradient: (wrapper) =>
    `it solves for errors where the parameters are, and looks at no gradient; write ${wrapper}(ADAM)`,
  create: (members) => svenRule(members),
});

type State = {
  /** `[P, 1, 1]` */
  readonly rank: tf.Tensor;
  /** Averages of squares; empty where nothing is divided. */
  readonly squares: Params;
  /** Empty without momentum. */
  readonly momentum: Params;
};

/** What a part of the samples makes of a state. */
interface Taken {
  /** What the parameters have moved by so far. */
  readonly moved: Params;
  readonly squares: Params;
  readonly momentum: Params;
  /** `[P, 1, 1]` */
  readonly rank: tf.Tensor;
}

function svenRule(members: readonly Settings[]): Optimizer<State> {
  const [most, rtol] = [common(members, 'k'), common(members, 'rtol')];
  const [rms, isVariable] = [common(members, 'rms'), common(members, 'variable_k')];
  const hasMomentum = members.some(({ momentum }) => momentum > 0);
  const coefficients = perMember(members, ({ lr, alpha, eps, momentum }, { learningRateScale }) => ({
    down: -lr * learningRateScale,
    keep: alpha,
    take: 1 - alpha,
    eps,
    momentum,
  }));

  /** The step of some samples, and how many directions it solves for. */
  const solved = (slopes: Slopes, sampled: SampledValues, like: Params) => {
    const { terms, rank } = termsOfSamples('SVEN', slopes, sampled.errors, sampled.present, {
      most,
      rtol,
      ridge: 0,
    });
    return { terms, rank, step: sumOfSamples(slopes, tf.sum(terms, 2), like) };
  };

  const part = (at: SamplesAt<SampledValues>, before: Taken, params: Params, numbers: Numbers): Taken => {
    const { down, keep, take, eps, momentum } = numbers;
    const sampled = at(sum(params, before.moved));
    const slopes = sampled.slopes();
    if (isVariable)
      return oneByOne(at, before, params, sampled, solved(slopes, sampled, params), slopes, down);
    const over = (x: tf.Tensor, square: tf.Tensor): tf.Tensor => tf.div(x, tf.add(tf.sqrt(square), eps));
    let squares = before.squares;
    let divided = slopes;
    if (rms === 'pre') {
      const rows = byParameter(rowsOfSamples(slopes, params), params);
      const count = tf.maximum(tf.sum(tf.expandDims(sampled.present, 2), 1, true), 1);
      const means = mapTree((own) => tf.div(tf.sum(own, 1, true), count), rows);
      squares = blend(squares, keep, mapTree(tf.square, alike(means, params)), take);
      divided = Object.fromEntries(
        Object.entries(rows).map(([name, own]) => [
          name,
          { signals: over(own, tf.reshape(squares[name]!, [own.shape[0]!, 1, -1])) },
        ]),
      );
    }
    const { rank, step } = solved(divided, sampled, params);
    if (rms === 'post') squares = blend(squares, keep, mapTree(tf.square, step), take);
    const made = rms === 'post' ? mapTree((x, own) => over(x, own!), step, squares) : step;
    const direction = hasMomentum ? blend(before.momentum, momentum, made, 1) : made;
    const moved = mapTree((so, x) => tf.add(so, tf.mul(x!, down)), before.moved, direction);
    const after = { moved, squares, momentum: hasMomentum ? direction : {} };
    // A member whose samples lay in the parts before stays as it is, whatever the others have.
    const has = tf.greater(tf.sum(sampled.present, 1, true), 0);
    const own = tf.expandDims(has, 2);
    return {
      ...mapTree((now, old) => tf.where(own, now, old!), after, {
        moved: before.moved,
        squares: before.squares,
        momentum: before.momentum,
      }),
      rank,
    };
  };

  return {
    elementwise: false,
    init: (params) => ({
      rank: tf.zeros([Object.values(params)[0]!.shape[0]!, 1, 1]),
      squares: rms === 'none' ? {} : zeros(params),
      momentum: hasMomentum ? zeros(params) : {},
    }),
    update(_gradients, state, params, context) {
      const numbers = coefficients(context);
      const ranks: tf.Tensor[] = [];
      let taken: Taken = { ...state, moved: zeros(params) };
      for (const at of samplesOf(context)) {
        taken = part(at, taken, params, numbers);
        ranks.push(taken.rank);
      }
      const { moved, squares, momentum } = taken;
      // Parts without samples have no rank.
      const solvedParts = tf.addN(ranks.map((rank) => tf.cast(tf.greater(rank, 0), 'float32')));
      const rank = tf.div(tf.addN(ranks), tf.maximum(solvedParts, 1));
      return { updates: moved, state: { rank, squares, momentum } };
    },
    report: (_, { rank }) => ({ rank }),
  };
}

type Slopes = Readonly<Record<string, SampleSlopes>>;
type Numbers = Readonly<Record<'down' | 'keep' | 'take' | 'eps' | 'momentum', Coefficient>>;

/** @throws UsageError where nobody says what the critic is wrong by. */
function samplesOf({ valueSamples }: StepContext): readonly SamplesAt<SampledValues>[] {
  if (valueSamples) return valueSamples(mostSamples);
  throw new UsageError(
    'SVEN solves for the errors of a critic, which what is trained here does not say; name it with --critic-optimizer',
  );
}

/** Directions one at a time, each judged by the squared errors of these samples. */
function oneByOne(
  at: SamplesAt<SampledValues>,
  before: Taken,
  params: Params,
  sampled: SampledValues,
  { terms, rank: most }: { readonly terms: tf.Tensor; readonly rank: tf.Tensor },
  slopes: Slopes,
  down: Coefficient,
): Taken {
  const loss = ({ errors }: SampledValues): tf.Tensor => tf.sum(tf.expandDims(tf.square(errors), 2), 1, true);
  const least = loss(sampled);
  let { moved } = before;
  let rank: tf.Tensor = tf.zerosLike(least);
  let open: tf.Tensor = tf.cast(tf.onesLike(least), 'bool');
  for (const [index, term] of tf.unstack(terms, 2).entries()) {
    const step = sumOfSamples(slopes, term, params);
    const tried = mapTree((so, x) => tf.add(so, tf.mul(x!, down)), moved, step);
    const fits = tf.logicalAnd(tf.greater(most, index), tf.lessEqual(loss(at(sum(params, tried))), least));
    open = tf.logicalAnd(open, fits);
    moved = mapTree((now, old) => tf.where(open, now, old!), tried, moved);
    rank = tf.add(rank, tf.cast(open, 'float32'));
  }
  return { moved, squares: before.squares, momentum: before.momentum, rank };
}

function sum(params: Params, moved: Params): Params {
  return mapTree((param, by) => tf.add(param, by!), params, moved);
}

/** `[P, B, n]` → `[P, B, in · out]` by name. */
function byParameter(rows: tf.Tensor, like: Params): Params {
  const { names, sizes } = layoutOf(like);
  const parts = tf.split(rows, [...sizes], 2);
  return Object.fromEntries(names.map((name, index) => [name, parts[index]!]));
}

function alike(flat: Params, like: Params): Params {
  return mapTree((own, param) => tf.reshape(own, param!.shape), flat, like);
}
