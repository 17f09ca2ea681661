import type { Call } from '../call-expression.ts';
import { diagnostics, type MeasuredQuantity, measuredQuantities } from '../diagnostics/index.ts';
import { UsageError } from '../errors.ts';
import { Control } from './control.ts';
import type { DecisionName } from './controller.ts';
import { decisionRules } from './decision.ts';
import { controllers } from './index.ts';

/**
 * Refuses controllers that decide what cannot be followed, or look at what nobody measures.
 *
 * @param follows what can be decided of the agent's updates.
 * @param measures what its updates and evaluations measure.
 * @param agent its name, for messages.
 * @throws UsageError
 */
export function refuseUnfitControl(
  parts: { readonly controllers: readonly Call[]; readonly diagnostics: readonly Call[] },
  follows: readonly DecisionName[],
  measures: readonly MeasuredQuantity[],
  agent: string,
): void {
  const offered = parts.diagnostics.map((call) => diagnostics.resolve(call).entry.name);
  for (const call of parts.controllers) {
    const { entry, settings } = controllers.resolve(call);
    const called = controllers.called(entry);
    const unheard = entry.decides.find((name) => !follows.includes(name));
    if (unheard !== undefined) {
      throw new UsageError(
        `${called} decides the ${decisionRules[unheard].quantity} of updates, which ${agent} does not take from it${hintAt(unheard)}`,
      );
    }
    for (const quantity of entry.observes?.(settings) ?? []) {
      if ((measures as readonly string[]).includes(quantity)) continue;
      if ((measuredQuantities as readonly string[]).includes(quantity)) {
        throw new UsageError(
          `${called} looks at ${quantity}, which ${agent} does not measure here; it measures ${measures.join(', ')}`,
        );
      }
      const source = quantity.replace(/\..*$/s, '');
      if (offered.includes(source)) continue;
      throw new UsageError(
        `${called} looks at ${quantity}, which nobody measures; name the diagnostic with --diagnostics ${source}`,
      );
    }
  }
  // What plugins make is looked at before anything is trained.
  new Control(parts, 1);
}

/** What makes a decision possible, where something does. */
function hintAt(name: DecisionName): string {
  const isOfPart = name === 'actorLearningRateFactor' || name === 'criticLearningRateFactor';
  return isOfPart ? ' without an optimizer of the critic; name one with --critic-optimizer' : '';
}
