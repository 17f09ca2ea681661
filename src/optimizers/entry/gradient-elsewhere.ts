import { UsageError } from '../../errors.ts';
import type { Params, StepContext } from './optimizer.ts';

/**
 * The gradient of the minibatch at other parameters, for a rule that cannot do without.
 *
 * @param name of the rule. @throws UsageError where nobody says what it is.
 */
export function gradientElsewhere({ gradientAt }: StepContext, name: string): (params: Params) => Params {
  if (gradientAt) return gradientAt;
  throw new UsageError(`${name} takes a second gradient: hand gradientAt over with the step`);
}
