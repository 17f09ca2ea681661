import {
  diagnostics,
  type MeasuredQuantity,
  measuredQuantities,
  type OracleName,
  oracleNames,
} from '../diagnostics/index.ts';
import { UsageError } from '../errors.ts';
import { broughtDiagnostics, Control, type ControlCalls } from './control.ts';
import type { DecisionName } from './controller.ts';
import { decisionRules } from './decision.ts';
import { controllers } from './index.ts';

/** What controllers and diagnostics can count on of what is trained. */
export interface Controllable {
  /** What can be decided of its updates. */
  readonly follows: readonly DecisionName[];
  /** What its updates and evaluations measure. */
  readonly measures: readonly MeasuredQuantity[];
  /** What can be asked of its loss beside gradients and products with the Hessian. */
  readonly offers: readonly OracleName[];
  /** True where there are neither gradients nor learning rates that a factor could change. */
  readonly withoutGradients?: boolean;
}

/** What can be asked of any loss that has a gradient. */
const always: readonly OracleName[] = oracleNames.slice(0, 3);

/**
 * Refuses controllers that decide what cannot be followed, or look at what nobody measures, and diagnostics that ask what
 * cannot be said.
 *
 * @param agent its name, for messages.
 * @throws UsageError
 */
export function refuseUnfitControl(
  parts: ControlCalls,
  { follows, measures, offers, withoutGradients = false }: Controllable,
  agent: string,
): void {
  const watching = [...parts.diagnostics, ...broughtDiagnostics(parts)];
  const said = withoutGradients ? offers : [...always, ...offers];
  for (const call of watching) {
    const { entry } = diagnostics.resolve(call);
    const unsaid = entry.needs?.find((name) => !said.includes(name));
    if (unsaid === undefined) continue;
    throw new UsageError(
      `${diagnostics.called(entry)} asks the loss for ${unsaid}, which ${agent} cannot say; leave it out there`,
    );
  }
  const offered = watching.map((call) => diagnostics.resolve(call).entry.name);
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
