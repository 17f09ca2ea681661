import { z } from 'zod';
import { RandomStream } from '../../random.ts';
import { powerIteration } from '../../tensors/linear-algebra/power-iteration.ts';
import type { NamedShape } from '../../tensors/parameter-layout.ts';
import * as tf from '../../tensors/tf.ts';
import type { Optimizer, Params, StepContext } from '../entry/optimizer.ts';
import { kernelsOf } from '../layout/kernels-of.ts';
import { shapesOf } from '../layout/parameter-roles.ts';
import { memberScalar } from '../members/member-scalar.ts';
import { common } from '../members/per-member.ts';

/** Settings of {@link bySingularValues}. */
export const singularValueSettings = {
  layers: z
    .array(z.int())
    .min(1)
    .nullable()
    .default(null)
    .describe(
      'whose kernels: 0 is the first layer of each network, -1 its head, -2 the layer before that; none: all layers',
    ),
  power_iterations: z
    .int()
    .min(1)
    .max(100)
    .default(1)
    .describe('in each step, on the vectors of the step before; default: that of spectral normalisation'),
};

interface Settings {
  readonly layers: readonly number[] | null;
  readonly power_iterations: number;
}

type State = {
  /** Unit vectors `[P, 1, out]` by kernel. */
  readonly u: Params;
  /** The largest of all σ at the last step, `[P, 1, 1]`. */
  readonly largest: tf.Tensor;
};

/**
 * A stage that divides what comes for a kernel by a function of the kernel's largest singular value σ, which power iterations
 * follow from step to step. Biases and other vectors stay as they are.
 *
 * The iterations begin at random vectors, the same for all members. The largest σ of all kernels is reported as `<rule>.sigma`.
 *
 * @param divisor from σ, `[P, 1, 1]` both.
 */
export function bySingularValues(
  rule: string,
  members: readonly Settings[],
  divisor: (sigma: tf.Tensor, context: StepContext) => tf.Tensor,
): Optimizer<State> {
  const iterations = common(members, 'power_iterations');
  const layers = commonLayers(members);
  return {
    elementwise: false,
    init(params) {
      const u = kernelsOf(shapesOf(params), layers).map((name) => [name, beginning(name, params[name]!)]);
      return { u: Object.fromEntries(u) as Params, largest: memberScalar(params, 0) };
    },
    update(updates, state, params, context) {
      const found = Object.entries(state.u).map(
        ([name, u]) => [name, powerIteration(params[name]!, u, iterations)] as const,
      );
      const divided = found.map(([name, { sigma }]) => [
        name,
        tf.div(updates[name]!, divisor(sigma, context)),
      ]);
      return {
        updates: { ...updates, ...Object.fromEntries(divided) },
        state: {
          u: Object.fromEntries(found.map(([name, { u }]) => [name, u])),
          largest: found.reduce((most, [, { sigma }]) => tf.maximum(most, sigma), memberScalar(params, 0)),
        },
      };
    },
    report: (_params, { largest }) => ({ [`${rule}.sigma`]: largest }),
  };
}

/** Numbers of state of {@link bySingularValues}. */
export function singularValueMemory(parameters: readonly NamedShape[], { layers }: Settings): number {
  const names = kernelsOf(parameters, layers);
  const own = parameters.filter(({ name }) => names.includes(name));
  return own.reduce((sum, { shape: [, outputs] }) => sum + outputs, 1);
}

/** Lists are compared by what they hold. */
function commonLayers(members: readonly Settings[]): readonly number[] | null {
  const lists = members.map(({ layers }) => ({ layers: layers?.join() }));
  common(lists, 'layers');
  return members[0]!.layers;
}

/** A random vector, which has some of every direction. */
function beginning(name: string, kernel: tf.Tensor): tf.Tensor {
  const [members, , outputs] = kernel.shape as [number, number, number];
  const stream = RandomStream.of(0, 'singular vector', name);
  const values = Array.from({ length: outputs }, () => stream.normal());
  const norm = Math.hypot(...values);
  const one = tf.tensor(
    values.map((value) => value / norm),
    [1, 1, outputs],
  );
  return tf.add(tf.zeros([members, 1, outputs]), one);
}
