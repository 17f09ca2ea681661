import { chooseMembers } from '../../tensors/choose-members.ts';
import * as tf from '../../tensors/tf.ts';
import type { Optimizer } from '../entry/optimizer.ts';
import { type Coefficient, membersWhere, perMember } from '../members/per-member.ts';
import { type LearnedScalars, learnedScalars } from './learned-scalars.ts';
import { blend } from './weighted.ts';

/** What MADA learns, in order, and the ranges it is kept in. */
export const learned = [
  { name: 'beta1', range: [0.01, 0.99] },
  { name: 'beta2', range: [0.501, 0.99] },
  { name: 'beta3', range: [0, 0.99] },
  { name: 'rho', range: [0, 1] },
  { name: 'c', range: [0, 1] },
  { name: 'gamma', range: [0, 1] },
] as const;

type Name = (typeof learned)[number]['name'];

export interface MadaSettings extends Readonly<Record<Name, number>> {
  readonly lr: number;
  readonly eps: number;
  /** One for all that is learned, or one each. */
  readonly hyper_lr: number | readonly number[];
  readonly hyper_momentum: number | readonly number[];
  readonly hyper_clip: number | null;
}

/** Where the second moments start, so that their roots have derivatives. */
const almostNothing = 1e-15;
/** What the moment of Lion keeps of its past, and what the sign is taken of keeps of that moment. */
const [lionKeeps, lionLooks] = [0.98, 0.95];

/** What MADA remembers of the gradients, all `[P, 1, n]`. */
type Memory = {
  readonly gradient: tf.Tensor;
  /** Moving averages of the gradient, of its square and of its change. */
  readonly m: tf.Tensor;
  readonly v: tf.Tensor;
  readonly n: tf.Tensor;
  /** Mean of all `v` so far. */
  readonly mean: tf.Tensor;
  readonly lion: tf.Tensor;
};

type State = {
  readonly memory: Memory;
  /** Derivatives of the last update in each learned scalar, `[P, 6, n]`. */
  readonly slopes: tf.Tensor;
  readonly scalars: LearnedScalars;
};

/** The learned scalars at an update, `[P, 1, 1]` each. */
type Scalars = Readonly<Record<Name, tf.Tensor>>;

/** What depends on the counters. */
type Counted = Readonly<
  Record<'step' | 'stepBefore' | 'keepMean' | 'takeMean' | 'eps' | 'descent', Coefficient>
>;

/**
 * The direction of MADA, on one vector of all parameters, and the learning of its coefficients. First these descend on
 * the loss, by the gradient at hand and the derivatives of the update that led to it; then the direction is worked out
 * with them, and its derivatives for the next time. In these, what was remembered counts as given.
 */
export function scaleByMada(members: readonly MadaSettings[]): Optimizer<State> {
  const learning = learnedScalars(
    members.map((member) =>
      learned.map(({ name }, i) => ({
        initial: member[name],
        rate: entryOf(member.hyper_lr, i),
        momentum: entryOf(member.hyper_momentum, i),
      })),
    ),
    learned.map(({ range }) => range),
    members.map(({ hyper_clip }) => hyper_clip ?? Infinity),
  );
  const coefficients = perMember(members, ({ lr, eps }, { step, learningRateScale }) => ({
    step,
    stepBefore: step - 1,
    keepMean: (step - 1) / step,
    takeMean: 1 / step,
    eps,
    descent: -lr * learningRateScale,
  }));
  const begins = membersWhere(members, (_, { step }) => step === 1);
  return {
    elementwise: true,
    init({ vector }) {
      const [members, , length] = vector!.shape as [number, number, number];
      const all = (value: number) => tf.fill([members, 1, length], value);
      return {
        memory: {
          gradient: all(0),
          m: all(0),
          v: all(almostNothing),
          n: all(0),
          mean: all(almostNothing),
          lion: all(0),
        },
        slopes: tf.zeros([members, learned.length, length]),
        scalars: learning.init(members),
      };
    },
    report: (_params, { scalars }) => byName(scalars),
    update({ vector: gradient }, state, _params, context) {
      const counted = coefficients(context);
      const hypergradient = tf.sum(tf.mul(state.slopes, gradient!), 2, true);
      const scalars = learning.step(state.scalars, hypergradient);
      const h = byName(scalars);
      const first = begins(context, gradient!.shape[0]!);
      const { memory, direction, slopes } = advance(state.memory, gradient!, h, counted, first);
      return { updates: { vector: direction }, state: { memory, slopes, scalars } };
    },
  };
}

function byName({ values }: LearnedScalars): Scalars {
  const parts = tf.split(values, learned.length, 1);
  return Object.fromEntries(learned.map(({ name }, i) => [name, parts[i]!])) as Scalars;
}

/** The direction, what is remembered with it, and the derivatives of the update that it makes. */
function advance(
  old: Memory,
  gradient: tf.Tensor,
  { beta1, beta2, beta3, rho, c, gamma }: Scalars,
  { step, stepBefore, keepMean, takeMean, eps, descent }: Counted,
  first: readonly boolean[],
) {
  const change = tf.sub(gradient, old.gradient);
  const ahead = tf.add(gradient, tf.mul(change, beta3));
  const square = tf.square(ahead);
  const sign = tf.sign(tf.sub(square, old.v));
  const yogi = tf.add(old.v, tf.mul(sign, square));
  const gap = tf.sub(square, yogi);
  const fresh = tf.add(yogi, tf.mul(gap, c));
  // The reference lets the average of changes begin at the square of the first gradient.
  const changes = first.includes(true)
    ? chooseMembers(first, tf.add(old.n, tf.square(gradient)), old.n)
    : old.n;
  const [pullM, pullV, pullN] = [
    tf.sub(old.m, gradient),
    tf.sub(old.v, fresh),
    tf.sub(changes, change),
  ] as const;
  const m = tf.add(gradient, tf.mul(pullM, beta1));
  const v = tf.add(fresh, tf.mul(pullV, beta2));
  const n = tf.add(change, tf.mul(pullN, beta3));
  const mean = blend(old.mean, keepMean, v, takeMean);
  const lion = blend(old.lion, lionKeeps, gradient, 1 - lionKeeps);

  const [c1, tilt1] = correction(beta1, step, stepBefore);
  const [c2, tilt2] = correction(beta2, step, stepBefore);
  const second = tf.add(tf.mul(v, rho), tf.mul(mean, tf.sub(1, rho)));
  const root = tf.sqrt(tf.div(second, c2));
  const divisor = tf.add(root, eps);
  const adapted = tf.div(tf.add(tf.div(m, c1), tf.mul(n, beta3)), divisor);
  const lionSign = tf.sign(blend(lion, lionLooks, gradient, 1 - lionLooks));
  const direction = tf.add(tf.mul(adapted, gamma), tf.mul(lionSign, tf.sub(1, gamma)));

  /** Derivative of the direction in its numerator, and in `second`: none where that has faded to 0. */
  const byFirst = tf.div(gamma, divisor);
  const steepness = tf.div(tf.mul(adapted, tf.div(gamma, tf.mul(c2, -2))), tf.mul(root, divisor));
  const bySecond = tf.where(tf.equal(root, 0), 0, steepness);
  const byFresh = tf.mul(bySecond, tf.mul(rho, tf.sub(1, beta2)));
  const freshByAhead = tf.mul(tf.add(c, tf.mul(sign, tf.sub(1, c))), tf.mul(ahead, 2));
  const derivatives: Readonly<Record<Name, tf.Tensor>> = {
    beta1: tf.mul(byFirst, tf.div(tf.add(pullM, tf.mul(m, tilt1)), c1)),
    beta2: tf.mul(bySecond, tf.add(tf.mul(pullV, rho), tf.mul(second, tilt2))),
    beta3: tf.add(
      tf.mul(byFirst, tf.add(n, tf.mul(pullN, beta3))),
      tf.mul(tf.mul(byFresh, freshByAhead), change),
    ),
    rho: tf.mul(bySecond, tf.sub(v, mean)),
    c: tf.mul(byFresh, gap),
    gamma: tf.sub(adapted, lionSign),
  };
  const slopes = tf.mul(
    tf.concat(
      learned.map(({ name }) => derivatives[name]),
      1,
    ),
    descent,
  );
  return { memory: { gradient, m, v, n, mean, lion }, direction, slopes };
}

/** 1 - βᵗ, and minus the derivative of its logarithm in β. */
function correction(beta: tf.Tensor, step: Coefficient, stepBefore: Coefficient): [tf.Tensor, tf.Tensor] {
  const whole = tf.sub(1, tf.pow(beta, step));
  return [whole, tf.div(tf.mul(tf.pow(beta, stepBefore), step), whole)];
}

function entryOf(value: number | readonly number[], index: number): number {
  return typeof value === 'number' ? value : value[index]!;
}
