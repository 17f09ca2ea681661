import { ParameterLayout } from '../../tensors/parameter-layout.ts';
import type * as tf from '../../tensors/tf.ts';
import type { Landscape, Point } from '../../test-functions/index.ts';
import { slopesAt } from '../../test-functions/test-function.ts';
import { FunctionWorkload } from '../function-workload.ts';

/**
 * A function of two variables, on which every member is a point that descends. An update is one step of the optimizer.
 *
 * @param starts one a member. @param iterations that make up the budget, at least 1.
 */
export function testFunctionWorkload(
  landscape: Landscape,
  starts: readonly Point[],
  iterations: number,
): FunctionWorkload {
  const gradient = (vector: tf.Tensor) => ({ gradient: slopesAt(landscape, vector) });
  const step = { load: () => ({ gradient }), varying: { key: '', numbers: {}, tensors: [] } };
  return new FunctionWorkload({
    // One vector, whose name makes it one to optimizers that treat layers differently.
    layout: new ParameterLayout([{ name: 'point', shape: [1, 2] }]),
    ...{ starts, steps: iterations, stepsPerUpdate: 1 },
    at: () => step,
  });
}
