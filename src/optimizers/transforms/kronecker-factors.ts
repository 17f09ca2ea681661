import { UsageError } from '../../errors.ts';
import { symmetricEigen } from '../../tensors/linear-algebra/eigen.ts';
import type { NamedShape } from '../../tensors/parameter-layout.ts';
import { replaceMembers } from '../../tensors/replace-members.ts';
import * as tf from '../../tensors/tf.ts';
import type { Params, StepContext } from '../entry/optimizer.ts';
import type { Sampled, SampleParts, SampleSlopes } from '../entry/samples.ts';
import { isCritics, shapesOf } from '../layout/parameter-roles.ts';
import { common, membersWhere, perMember } from '../members/per-member.ts';
import { mapNames } from './map-names.ts';
import { blend } from './weighted.ts';

export interface FactorSettings {
  readonly stat_decay: number;
  readonly damping: number;
  readonly split_damping: boolean;
  readonly update_period: number;
}

/** Eigenvalues up to this count as 0. */
const leastEigenvalue = 1e-6;

/** Second moments by name, `[P, n, n]`, and their eigenvectors and eigenvalues as they were last taken. */
type Moments = {
  readonly moments: Params;
  readonly vectors: Params;
  /** `[P, 1, n]`, the largest first. */
  readonly values: Params;
};

export type Factors = {
  /** Of what kernels are given, by the kernel's name. */
  readonly inputs: Moments;
  /** Of what comes back to layers, by the layer's name for kernel and bias, by their own for other vectors. */
  readonly signals: Moments;
};

/**
 * The factors of K-FAC: averages of the second moments of what layers are given and of what comes back to them, and their
 * decompositions, which are renewed every so many steps.
 */
export function kroneckerFactors(members: readonly FactorSettings[]) {
  const isSplit = common(members, 'split_damping');
  const decay = perMember(members, ({ stat_decay }, { step }) => ({
    keep: step === 1 ? 0 : stat_decay,
    take: step === 1 ? 1 : 1 - stat_decay,
  }));
  const damped = perMember(members, ({ damping }) => ({ damping, root: Math.sqrt(damping) }));
  const due = membersWhere(members, ({ update_period }, { step }) => (step - 1) % update_period === 0);

  return {
    memory(parameters: readonly NamedShape[]): number {
      const { inputs, signals } = sidesOf(parameters);
      return [...inputs.values(), ...signals.values()].reduce((sum, n) => sum + 2 * n * n + n, 0);
    },

    init(params: Params): Factors {
      const population = Object.values(params)[0]!.shape[0]!;
      const none = (sides: ReadonlyMap<string, number>): Moments => {
        const all = (shape: (n: number) => [number, number]): Params =>
          Object.fromEntries([...sides].map(([name, n]) => [name, tf.zeros([population, ...shape(n)])]));
        return {
          moments: all((n) => [n, n]),
          vectors: all((n) => [n, n]),
          values: all((n) => [1, n]),
        };
      };
      const { inputs, signals } = sidesOf(shapesOf(params));
      return { inputs: none(inputs), signals: none(signals) };
    },

    /** The factors with the samples at hand. */
    next(before: Factors, params: Params, context: StepContext): Factors {
      const { keep, take } = decay(context);
      const news = momentsOf(params, context);
      const renewed = due(context, Object.values(params)[0]!.shape[0]!);
      const side = (old: Moments, own: Params): Moments => {
        const moments = blend(old.moments, keep, own, take);
        const { vectors, values } = old;
        return {
          moments,
          ...replaceMembers(renewed, { vectors, values }, (pick) => decomposed(pick(moments))),
        };
      };
      return { inputs: side(before.inputs, news.inputs), signals: side(before.signals, news.signals) };
    },

    /** A gradient times the inverse of the damped product of its layer's factors. */
    precondition({ inputs, signals }: Factors, name: string, gradient: tf.Tensor, context: StepContext) {
      const { damping, root } = damped(context);
      const [rows, columns] = [inputs.vectors[name], signals.vectors[signalsOf(name)]!];
      const s = signals.values[signalsOf(name)]!;
      const a = rows
        ? tf.transpose(inputs.values[name]!, [0, 2, 1])
        : tf.onesLike(tf.slice(s, [0, 0, 0], [-1, 1, 1]));
      const turned = tf.matMul(rows ? tf.matMul(rows, gradient, true, false) : gradient, columns);
      const share = shareOf(a, s);
      const divisor = isSplit
        ? tf.mul(tf.add(a, tf.mul(share, root)), tf.add(s, tf.div(root, share)))
        : tf.add(tf.mul(a, s), damping);
      const back = tf.matMul(tf.div(turned, divisor), columns, false, true);
      return rows ? tf.matMul(rows, back) : back;
    },
  };
}

/** π = √(mean a / mean s), 1 where one of them is 0: `[P, 1, 1]`. */
function shareOf(a: tf.Tensor, s: tf.Tensor): tf.Tensor {
  const [above, below] = [tf.mean(a, [1, 2], true), tf.mean(s, [1, 2], true)];
  const both = tf.logicalAnd(tf.greater(above, 0), tf.greater(below, 0));
  return tf.where(
    both,
    tf.sqrt(tf.div(above, tf.where(both, below, tf.onesLike(below)))),
    tf.onesLike(above),
  );
}

function decomposed(moments: Params): Pick<Moments, 'vectors' | 'values'> {
  const parts = mapNames(moments, symmetricEigen);
  return {
    vectors: mapNames(parts, ({ vectors }) => vectors),
    values: mapNames(parts, ({ values }) =>
      tf.where(tf.greater(values, leastEigenvalue), values, tf.zerosLike(values)),
    ),
  };
}

/** Which factors parameters need, and of how many numbers. */
function sidesOf(parameters: readonly NamedShape[]) {
  const inputs = new Map<string, number>();
  const signals = new Map<string, number>();
  for (const { name, shape } of parameters) {
    if (isKernel(name)) inputs.set(name, shape[0]);
    signals.set(signalsOf(name), shape[1]);
  }
  return { inputs, signals };
}

function isKernel(name: string): boolean {
  return name.endsWith('.kernel');
}

/** Kernel and bias of a layer meet the same signals. */
function signalsOf(name: string): string {
  return name.replace(/\.(kernel|bias)$/, '');
}

/** Second moments of the samples at hand. */
function momentsOf(params: Params, { valueSamples, scoreSamples }: StepContext) {
  const names = Object.keys(params);
  const inputs: Record<string, tf.Tensor> = {};
  const signals: Record<string, tf.Tensor> = {};
  const add = (own: readonly string[], { present, slopes }: Sampled): void => {
    const isThere = tf.expandDims(present, 2);
    const count = tf.maximum(tf.sum(isThere, 1, true), 1);
    const moment = (x: tf.Tensor): tf.Tensor => {
      const rows = tf.mul(x, isThere);
      return tf.div(tf.matMul(rows, rows, true, false), count);
    };
    const all = slopes();
    for (const name of own) {
      const slope = ofLayer(name, all[name], params[name]!.shape[2]!);
      if (slope.inputs) inputs[name] = moment(slope.inputs);
      signals[signalsOf(name)] ??= moment(slope.signals);
    }
  };
  const critics = names.filter(isCritics);
  const others = names.filter((name) => !isCritics(name));
  if (critics.length > 0) add(critics, wholly(valueSamples, params));
  if (others.length > 0) add(others, wholly(scoreSamples, params));
  return { inputs, signals };
}

/** All samples at once. @throws UsageError where nobody says them. */
function wholly<Seen extends Sampled>(samples: SampleParts<Seen> | undefined, params: Params): Seen {
  if (samples) return samples(Number.POSITIVE_INFINITY)[0]!(params);
  throw new UsageError(
    'KFAC asks how what an agent says of each sample changes with its layers, which what is trained here does not say; take another optimizer',
  );
}

/** @throws UsageError for a kernel whose layer does not show what it is given. */
function ofLayer(name: string, slope: SampleSlopes | undefined, units: number): SampleSlopes {
  const fits = slope && isKernel(name) === (slope.inputs !== undefined) && slope.signals.shape[2] === units;
  if (fits) return slope;
  throw new UsageError(
    `KFAC needs networks that are made of dense layers, and ${name} is not of such a layer; take another optimizer or network`,
  );
}
