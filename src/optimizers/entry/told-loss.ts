import { UsageError } from '../../errors.ts';
import type { Tensor } from '../../tensors/tf.ts';
import type { StepContext } from './optimizer.ts';

/**
 * The loss of every member at the parameters at hand, `[P, 1, 1]`, for a rule that follows it.
 *
 * @throws UsageError where nobody says what the loss is.
 */
export function toldLoss({ loss }: StepContext, rule: string): Tensor {
  if (loss) return loss();
  throw new UsageError(`${rule} has to be told the loss, and what is trained here cannot say it`);
}
