import { pow } from '../../pow.ts';
import * as tf from '../../tensors/tf.ts';
import { mapTree } from '../../tensors/tree.ts';
import type { Optimizer, Params } from '../entry/optimizer.ts';
import { perMember } from '../members/per-member.ts';
import { partition } from './partition.ts';
import { blend, zeros } from './weighted.ts';

/** The settings of {@link scaleByFactoredRms}, as Adafactor names them. */
export interface FactoredRmsSettings {
  /** The first is added to every squared gradient. */
  readonly eps: readonly [number, number];
  /** The average keeps 1 - step^decay_rate of its past. */
  readonly decay_rate: number;
}

/** True if averages by row and by column are fewer numbers than there are. */
export function isFactored([rows, columns]: readonly [number, number]): boolean {
  return rows > 1 && columns > 1;
}

/**
 * Gradients divided by the root of a moving average of their squares, of which matrices keep the means of rows and columns
 * alone (Shazeer & Stern 2018, arXiv 1804.04235). The average forgets slower and slower and begins with the first square.
 */
export function scaleByFactoredRms(members: readonly FactoredRmsSettings[]) {
  return partition({ FACTORED: factored(members), FULL: full(members) }, (parameters) =>
    Object.fromEntries(parameters.map(({ name, shape }) => [name, isFactored(shape) ? 'FACTORED' : 'FULL'])),
  );
}

function averaging(members: readonly FactoredRmsSettings[]) {
  return perMember(members, ({ eps, decay_rate }, { step }) => {
    const take = pow(step, decay_rate);
    return { keep: 1 - take, take, eps: eps[0] };
  });
}

function full(members: readonly FactoredRmsSettings[]): Optimizer<{ readonly squares: Params }> {
  const coefficients = averaging(members);
  return {
    elementwise: true,
    init: (params) => ({ squares: zeros(params) }),
    update(gradients, state, _params, context) {
      const { keep, take, eps } = coefficients(context);
      const now = mapTree((gradient) => tf.add(tf.square(gradient), eps), gradients);
      const squares = blend(state.squares, keep, now, take);
      const updates = mapTree((gradient, square) => tf.mul(gradient, tf.rsqrt(square!)), gradients, squares);
      return { updates, state: { squares } };
    },
  };
}

/** State: the means over the inputs, `[P, 1, out]`, and over the outputs, `[P, in, 1]`. */
function factored(
  members: readonly FactoredRmsSettings[],
): Optimizer<{ readonly outputs: Params; readonly inputs: Params }> {
  const coefficients = averaging(members);
  return {
    init: (params) => ({
      outputs: mapTree((param) => tf.zeros([param.shape[0]!, 1, param.shape[2]!]), params),
      inputs: mapTree((param) => tf.zeros([param.shape[0]!, param.shape[1]!, 1]), params),
    }),
    update(gradients, state, _params, context) {
      const { keep, take, eps } = coefficients(context);
      const now = mapTree((gradient) => tf.add(tf.square(gradient), eps), gradients);
      const meanOver = (axis: number) => mapTree((square) => tf.mean(square, axis, true), now);
      const outputs = blend(state.outputs, keep, meanOver(1), take);
      const inputs = blend(state.inputs, keep, meanOver(2), take);
      const updates = mapTree(
        (gradient, output, input) => {
          // One after the other, because the product of two small means may be too small for a number.
          const relative = tf.rsqrt(tf.div(output!, tf.mean(output!, 2, true)));
          return tf.mul(tf.mul(gradient, relative), tf.rsqrt(input!));
        },
        gradients,
        outputs,
        inputs,
      );
      return { updates, state: { outputs, inputs } };
    },
  };
}
