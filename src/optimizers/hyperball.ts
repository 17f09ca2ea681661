import { z } from 'zod';
import { memberNorm } from '../tensors/member-norm.ts';
import type { NamedShape } from '../tensors/parameter-layout.ts';
import * as tf from '../tensors/tf.ts';
import type { TensorTree } from '../tensors/tree.ts';
import { defineWrapper, type Optimizer, type Params } from './entry/optimizer.ts';
import { parameterRoles, shapesOf } from './layout/parameter-roles.ts';
import { type Coefficient, common, perMember } from './members/per-member.ts';
import { onTensors } from './transforms/flatten.ts';
import { handOn } from './transforms/hand-on.ts';
import { mapNames } from './transforms/map-names.ts';
import { weightDecay } from './transforms/weight-decay.ts';
import { addScaled } from './transforms/weighted.ts';

const settings = z.object({
  weight_decay: weightDecay(
    0,
    'decoupled, before the step, of the weights that are held; that inside is part of the step',
  ),
  on: z
    .enum(['kernels', 'all'])
    .default('kernels')
    .describe('which weights are held: kernels, or all tensors; one that is zero would never move then'),
});

type Common = z.output<typeof settings>;

const source = 'NVIDIA-NeMo/Emerging-Optimizers muon_hyperball.py and weight_update_hooks at fd77292, 2025';

/** Norms of less count as zero. */
const leastNorm = 1e-15;

/** x over its norm; zero where the norm is not above `least`. */
function unit(x: tf.Tensor, least: Coefficient = leastNorm): tf.Tensor {
  const norm = memberNorm(x);
  return tf.div(x, tf.where(tf.lessEqual(norm, least), tf.mul(tf.onesLike(norm), Infinity), norm));
}

type State = {
  readonly inner: TensorTree;
  /** Norms that are kept, `[P, 1, 1]` by tensor; none where nothing is kept. */
  readonly radius: Params;
};

/** What a tensor is at a step. */
interface Weights {
  /** After the decay. */
  readonly decayed: tf.Tensor;
  /** What the rule inside would add. */
  readonly step: tf.Tensor;
  /** The step's direction, of norm 1. */
  readonly direction: tf.Tensor;
  /** The learning rate of the rule inside, as schedules leave it. */
  readonly rate: Coefficient;
  readonly radius: tf.Tensor | undefined;
}

/** The norms at the start, or what a member is told, of the tensors that are held. */
type Start = (params: Params) => Params;

/**
 * Holds the norms of weights while a rule trains them.
 *
 * @param place where a tensor stands after a step.
 */
function holding(
  members: readonly Common[],
  wrapped: Optimizer,
  learningRates: readonly number[],
  place: (weights: Weights) => tf.Tensor,
  start: Start = () => ({}),
): Optimizer<State> {
  const inner = onTensors(wrapped);
  const on = common(members, 'on');
  const own = members.map(({ weight_decay }, k) => ({ weight_decay, lr: learningRates[k]! }));
  const coefficients = perMember(own, ({ lr, weight_decay }, { learningRateScale }) => {
    const rate = lr * learningRateScale;
    return { rate, shrink: -rate * weight_decay, least: rate * leastNorm };
  });
  return {
    ...handOn<State>(inner),
    elementwise: false,
    init: (params) => ({ inner: inner.init(params), radius: start(held(params, on)) }),
    update(gradients, state, params, context) {
      const { rate, shrink, least } = coefficients(context);
      const made = inner.update(gradients, state.inner, params, context);
      const placed = mapNames(held(params, on), (param, name) => {
        const step = made.updates[name]!;
        const decayed = addScaled(param, param, shrink);
        const to = place({ decayed, step, direction: unit(step, least), rate, radius: state.radius[name] });
        return tf.sub(to, param);
      });
      return { updates: { ...made.updates, ...placed }, state: { ...state, inner: made.state } };
    },
  };
}

/** Those of the tensors that are held. */
function held(params: Params, on: Common['on']): Params {
  const roles = parameterRoles(shapesOf(params));
  return Object.fromEntries(
    Object.entries(params).filter(([name]) => on === 'all' || roles[name] !== 'vector'),
  );
}

function countHeld(parameters: readonly NamedShape[], { on }: Common): number {
  const roles = Object.values(parameterRoles(parameters));
  return roles.filter((role) => on === 'all' || role !== 'vector').length;
}

const hyperballSettings = z.object({
  ...settings.shape,
  radius: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe('the norm that weights are kept at; none: that of each tensor at the start'),
});

/**
 * Keeps the norm of every kernel: a step has the learning rate times that norm, and is followed by a projection back onto
 * the sphere. So the learning rate is about the angle of a step, and nothing else of the update's length counts.
 *
 * State: one number a tensor that is held.
 */
export const hyperball = defineWrapper({
  name: 'HYPERBALL',
  summary: 'keeps the norm of every kernel, and makes steps of the learning rate times that norm',
  source,
  equation: [
    'each kernel by itself, R = radius, or ‖θ₀‖:',
    'θ ← (1 - ηλ)θ',
    'θ ← θ + ηR·Δ/‖Δ‖',
    'θ ← R·θ/‖θ‖',
    'on=kernels: vectors, θ ← θ + Δ;  a norm below 1e-15 counts as 0',
  ],
  settings: hyperballSettings,
  memory: countHeld,
  changes: () => 'place',
  stepsByRate: true,
  refuses(change, wrapper) {
    const whole = `it keeps weights on their spheres by whole steps, and what ${wrapper} makes of these would lead off them`;
    if (change === 'shift') return `${whole}; write HYPERBALL(…,weight_decay=…)`;
    const inside = change === 'shorten' || change === 'anything';
    return `${whole}; write ${inside ? `HYPERBALL(${wrapper}(…))` : `${wrapper}(ADAM)`}`;
  },
  create(members, inner, learningRates) {
    const told = perMember(members, ({ radius }) => ({ radius: radius ?? 0 }));
    const start: Start = (params) =>
      mapNames(params, (param) => {
        const norm = memberNorm(param);
        const given = tf.mul(tf.onesLike(norm), told({ step: 1 }).radius);
        return tf.where(tf.greater(given, 0), given, norm);
      });
    const place = ({ decayed, direction, rate, radius }: Weights): tf.Tensor => {
      const moved = tf.add(decayed, tf.mul(direction, tf.mul(radius!, rate)));
      return tf.mul(unit(moved), radius!);
    };
    return holding(members, inner, learningRates, place, start);
  },
});

/**
 * Makes steps of the learning rate times the norm of a kernel, whatever the update's length. A kernel of zeros never moves.
 * No state of its own.
 */
export const relativeUpdate = defineWrapper({
  name: 'RELATIVE_UPDATE',
  summary: "makes steps of the learning rate times a kernel's norm",
  source,
  equation: [
    'each kernel by itself:',
    'θ ← (1 - ηλ)θ',
    'θ ← θ + η‖θ‖·Δ/‖Δ‖',
    'on=kernels: vectors, θ ← θ + Δ;  a norm below 1e-15 counts as 0',
  ],
  settings,
  memory: () => 0,
  changes: () => 'place',
  stepsByRate: true,
  create: (members, inner, learningRates) =>
    holding(members, inner, learningRates, ({ decayed, direction, rate }) =>
      tf.add(decayed, tf.mul(direction, tf.mul(memberNorm(decayed), rate))),
    ),
});

const share = (byDefault: number, when: string) =>
  z
    .number()
    .min(0)
    .max(1)
    .default(byDefault)
    .describe(`share of the change of a kernel's norm that is left where the norm ${when}`);

const brakeSettings = z.object({
  ...settings.shape,
  outward_scale: share(0.5, 'grows'),
  inward_scale: share(1, 'falls'),
});

/** Lets the norm of a kernel change by a share only of what an update would change it by. No state of its own. */
export const radialBrake = defineWrapper({
  name: 'RADIAL_BRAKE',
  summary: 'lets the norms of kernels grow by a share only of what updates would make them grow by',
  source,
  equation: [
    'each kernel by itself:',
    'θ ← (1 - ηλ)θ',
    'x = θ + Δ,  d = ‖x‖ - ‖θ‖',
    's = outward_scale if d > 0, else inward_scale',
    'θ ← (‖θ‖ + sd)·x/‖x‖',
    'on=kernels: vectors, θ ← θ + Δ;  a norm below 1e-15 counts as 0',
  ],
  settings: brakeSettings,
  memory: () => 0,
  changes: () => 'place',
  stepsByRate: true,
  create(members, inner, learningRates) {
    const shares = perMember(members, ({ outward_scale, inward_scale }) => ({
      outward: outward_scale,
      inward: inward_scale,
    }));
    return holding(members, inner, learningRates, ({ decayed, step }) => {
      const { outward, inward } = shares({ step: 1 });
      const moved = tf.add(decayed, step);
      const before = memberNorm(decayed);
      const change = tf.sub(memberNorm(moved), before);
      const left = tf.add(tf.mul(tf.relu(change), outward), tf.mul(tf.minimum(change, 0), inward));
      return tf.mul(unit(moved), tf.add(before, left));
    });
  },
});
