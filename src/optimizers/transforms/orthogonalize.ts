import { newtonSchulz } from '../../tensors/linear-algebra/newton-schulz.ts';
import { stackAlike } from '../../tensors/linear-algebra/stack-alike.ts';
import type { Optimizer } from '../entry/optimizer.ts';
import { type NoState, stateless } from './chain.ts';
import { mapTensors } from './map-tensors.ts';

/** Each matrix replaced by one with about equal singular values and the same singular vectors: {@link newtonSchulz}. */
export function orthogonalize(steps: number): Optimizer<NoState> {
  return stateless(
    (gradients) =>
      mapTensors(gradients, (tensors) => stackAlike(tensors, (stack) => newtonSchulz(stack, steps))),
    { elementwise: false },
  );
}
