import { mapTree } from '../../tensors/tree.ts';
import type { Optimizer } from '../entry/optimizer.ts';
import { type NoState, stateless } from './chain.ts';
import { scale } from './weighted.ts';

/** Each tensor times a factor that goes by its shape, `[in, out]` of a kernel. */
export function scaleByShape(factor: (inputs: number, outputs: number) => number): Optimizer<NoState> {
  return stateless(
    (gradients) =>
      mapTree((gradient) => scale(gradient, factor(gradient.shape[1]!, gradient.shape[2]!)), gradients),
    { elementwise: false },
  );
}
