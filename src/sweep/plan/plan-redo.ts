import { nestedCall } from '../../call-expression.ts';
import type { Origin } from '../study/origin.ts';
import type { Study } from '../study/study.ts';
import type { OptimizerChoice } from './plan-optimizers.ts';
import { withWrapper, wrapperSettings } from './wrapper-flag.ts';

const key = 'redo';

/**
 * Makes of an optimizer the same with its dormant units recycled: `REDO` stands around all of it, the critic's rule and the
 * wrappers too, which could otherwise put a recycled unit elsewhere. Optimizers are left as they are where the study asks for
 * nothing.
 *
 * @throws UsageError for settings that are not understood, and for optimizers that it cannot stand around.
 */
export function redoChoice(
  { [key]: asked }: Pick<Study, typeof key>,
  origin: Origin,
): (optimizer: OptimizerChoice) => OptimizerChoice {
  if (asked === undefined) return (optimizer) => optimizer;
  const settings = wrapperSettings(asked, key, 'tau=0.1,every=50', origin);
  return (optimizer) =>
    withWrapper(optimizer, key, origin, (call) => ({
      name: 'REDO',
      positional: [nestedCall(call)],
      settings,
    }));
}
