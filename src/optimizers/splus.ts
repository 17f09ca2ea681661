import { z } from 'zod';
import { symmetricEigen } from '../tensors/linear-algebra/eigen.ts';
import { replaceMembers } from '../tensors/replace-members.ts';
import { signOf } from '../tensors/sign-of.ts';
import * as tf from '../tensors/tf.ts';
import { mapTree } from '../tensors/tree.ts';
import { countNumbers } from './entry/memory.ts';
import { defineOptimizer, type Optimizer, type Params } from './entry/optimizer.ts';
import { type ParameterRole, parameterRoles, shapesOf } from './layout/parameter-roles.ts';
import { memberScalar } from './members/member-scalar.ts';
import { common, membersWhere, perMember } from './members/per-member.ts';
import { learningRate } from './transforms/learning-rate.ts';
import { mapNames } from './transforms/map-names.ts';
import {
  fromBasis,
  gramOf,
  mapSides,
  type Side,
  type SidesByName,
  sidesOf,
  sizeOfSides,
  toBasis,
} from './transforms/sides.ts';
import { weightDecay } from './transforms/weight-decay.ts';
import { addScaled, blend, zeros } from './transforms/weighted.ts';

const decay = (byDefault: number, what: string) =>
  z.number().min(0).lt(1).default(byDefault).describe(`what the moving average of ${what} keeps of its past`);

const settings = z.object({
  lr: learningRate(
    0.1,
    "the reference's; its README: Adam's times twice the width, for kernels, whose steps are divided by the mean of both sides",
  ),
  b1: decay(0.9, 'gradients'),
  b2: decay(0.999, 'g gᵀ and gᵀ g'),
  ema_rate: decay(0.999, 'parameters, which is what is evaluated,'),
  inverse_every: z
    .int()
    .positive()
    .default(100)
    .describe('steps from one eigendecomposition to the next; the first step has one too'),
  eps: z.number().min(0).default(1e-30).describe('added to the diagonal of what is decomposed'),
  weight_decay: weightDecay(0.01, 'decoupled, after each step; default: the reference'),
  max_dim: z
    .int()
    .positive()
    .default(10_000)
    .describe(
      'a side of this length or more is not rotated; a longer one makes steps by nonstandard_constant',
    ),
  nonstandard_constant: z
    .number()
    .min(0)
    .default(0.001)
    .describe('factor on the learning rate of vectors, and of kernels with a side longer than max_dim'),
});

type Settings = z.output<typeof settings>;

/**
 * SPlus: the signs of averaged gradients in the eigenbasis of Shampoo's preconditioner, which is renewed now and then, at a
 * length that suits a kernel's shape; vectors take signs as they are. Evaluated is a moving average of the parameters,
 * corrected for having started at zero.
 *
 * The basis of the first step is that of one gradient, whose null space has none of its own: there it is any.
 *
 * State: two numbers a parameter, for every rotated side of length n 2 n² numbers, and one more.
 */
export const splus = defineOptimizer({
  name: 'SPLUS',
  summary: "signs in the eigenbasis of Shampoo's preconditioner, and averaged parameters",
  source: 'Frans et al. 2025 (arXiv 2506.07254); kvfrans/splus torch/splus.py at d96bd16',
  equation: [
    'm ← b1·m + (1 - b1)g',
    'kernels: u = P sign(PᵀmQ)Qᵀ,  s = 2η/(in + out)',
    'vectors: u = sign(m),         s = nonstandard_constant·η',
    'L ← b2·L + (1 - b2)ggᵀ,  R ← b2·R + (1 - b2)gᵀg',
    'P, Q: eigenvectors of L + εI and R + εI, renewed after u at t = 1 and at',
    '  multiples of inverse_every  (from P = Q = I)',
    'θ ← θ - su',
    'E ← ema_rate·E + (1 - ema_rate)θ',
    'θ ← (1 - sλ)θ',
    'evaluated: E/(1 - ema_rateᵗ)',
  ],
  settings,
  memory(parameters, { max_dim }) {
    const roles = parameterRoles(parameters);
    const bases = parameters.map(({ name, shape }) =>
      sizeOfSides(shape, rotatedSides(roles[name]!, shape, max_dim)),
    );
    return 2 * countNumbers(parameters) + bases.reduce((sum, size) => sum + 2 * size, 0) + 1;
  },
  refuses(change, wrapper) {
    if (change === 'place') {
      return `${wrapper} would move the parameters alone, and not their average; write ${wrapper}(ADAM)`;
    }
    return change === 'shift'
      ? 'its learning rates are its own, by tensor, and are not seen from outside; write SPLUS(weight_decay=…), or kind=coupled'
      : undefined;
  },
  create: (members) => splusRule(members),
});

/** The sides of a tensor that have a basis. */
function rotatedSides(role: ParameterRole, shape: readonly [number, number], longest: number): Side[] {
  return role === 'vector' ? [] : sidesOf(shape, longest - 1);
}

type State = {
  /** Moving average of the gradient. */
  readonly m: Params;
  /** Moving averages of g gᵀ and gᵀ g. */
  readonly gram: SidesByName;
  /** Their eigenvectors when they were last worked out, a column each. */
  readonly basis: SidesByName;
  /** Moving average of the parameters, from zero. */
  readonly ema: Params;
  /** What the weights in it add up to, `[P, 1, 1]`. */
  readonly weight: tf.Tensor;
};

function splusRule(members: readonly Settings[]): Optimizer<State> {
  const longest = common(members, 'max_dim');
  const coefficients = perMember(members, ({ b1, b2, ema_rate, eps }) => ({
    keepM: b1,
    takeM: 1 - b1,
    keepGram: b2,
    takeGram: 1 - b2,
    keepParams: ema_rate,
    takeParams: 1 - ema_rate,
    eps,
  }));
  const rates = perMember(members, ({ lr, weight_decay, nonstandard_constant }, { learningRateScale }) => ({
    kernel: lr * learningRateScale,
    other: lr * learningRateScale * nonstandard_constant,
    decay: weight_decay,
  }));
  const renews = membersWhere(
    members,
    ({ inverse_every }, { step }) => step === 1 || step % inverse_every === 0,
  );
  const sidesByName = (params: Params) => {
    const roles = parameterRoles(shapesOf(params));
    return mapNames(params, ({ shape }, name) => rotatedSides(roles[name]!, [shape[1]!, shape[2]!], longest));
  };
  /** Of every tensor, its learning rate. */
  const stepSizes = (params: Params, { kernel, other }: ReturnType<typeof rates>) => {
    const roles = parameterRoles(shapesOf(params));
    return mapNames(params, ({ shape: [, inputs, outputs] }, name) =>
      roles[name] === 'vector' || Math.max(inputs!, outputs!) > longest
        ? other
        : tf.mul(kernel, 2 / (inputs! + outputs!)),
    );
  };
  return {
    elementwise: false,
    init(params) {
      const count = Object.values(params)[0]!.shape[0]!;
      const squares = (make: (n: number) => tf.Tensor) =>
        mapNames(sidesByName(params), (sides, name) => {
          const [, rows, columns] = params[name]!.shape as [number, number, number];
          const each = sides.map((side) => {
            const one = tf.expandDims(make(side === 'rows' ? rows : columns), 0);
            return [side, tf.tile(one, [count, 1, 1])] as const;
          });
          return Object.fromEntries(each);
        });
      return {
        m: zeros(params),
        gram: squares((n) => tf.zeros([n, n])),
        basis: squares((n) => tf.eye(n)),
        ema: zeros(params),
        weight: memberScalar(params, 0),
      };
    },
    update(gradients, state, params, context) {
      const { keepM, takeM, keepGram, takeGram, eps } = coefficients(context);
      const m = blend(state.m, keepM, gradients, takeM);
      const sizes = stepSizes(params, rates(context));
      const updates = mapNames(m, (mean, name) => {
        const basis = state.basis[name]!;
        const direction = fromBasis(signOf(toBasis(mean, basis)), basis);
        return tf.neg(tf.mul(direction, sizes[name]!));
      });
      const products = mapNames(gradients, (gradient, name) =>
        mapSides(state.gram[name]!, (_, side) => gramOf(gradient, side)),
      );
      const gram = blend(state.gram, keepGram, products, takeGram);
      const renewed = renews(context, Object.values(gradients)[0]!.shape[0]!);
      const basis = replaceMembers(renewed, state.basis, (pick) => {
        const least = typeof eps === 'number' ? eps : pick(eps);
        return mapTree(
          (each) => symmetricEigen(addScaled(each, tf.eye(each.shape[1]!), least)).vectors,
          pick(gram),
        );
      });
      return { updates, state: { ...state, m, gram, basis } };
    },
    takeStep(steps, state, params, context) {
      const { keepParams, takeParams } = coefficients(context);
      const { decay, ...rate } = rates(context);
      const sizes = stepSizes(params, rate as ReturnType<typeof rates>);
      const moved = mapTree(tf.add, params, steps);
      const ema = blend(state.ema, keepParams, moved, takeParams);
      const weight = tf.add(tf.mul(state.weight, keepParams), takeParams);
      const updates = mapNames(steps, (step, name) =>
        decay === 0 ? step : tf.sub(step, tf.mul(moved[name]!, tf.mul(sizes[name]!, decay))),
      );
      return { updates, state: { ...state, ema, weight } };
    },
    evaluationParams(params, { ema, weight }) {
      const none = tf.equal(weight, 0);
      const whole = tf.where(none, tf.onesLike(weight), weight);
      return mapTree(
        (average, param) => tf.where(tf.broadcastTo(none, param!.shape), param!, tf.div(average, whole)),
        ema,
        params,
      );
    },
  };
}
