import { checkReport, checkState } from '../diagnostics/check-diagnostic.ts';
import { UsageError } from '../errors.ts';
import { showValue } from '../show-value.ts';
import type { Controller, ControllerAnswer, ControllerEntry, DecisionName } from './controller.ts';
import { decisionNames, decisionRules } from './decision.ts';

// Types say what follows, but not to those who write plugins in JavaScript.

/** Looks at what an entry says that it may decide. @throws UsageError */
export function checkDecides({ decides }: ControllerEntry, called: string): void {
  const isList = Array.isArray(decides) && decides.length > 0;
  if (isList && decides.every((name) => decisionNames.includes(name))) return;
  throw new UsageError(
    `decides of ${called} must be a list of ${decisionNames.map((name) => `'${name}'`).join(', ')}; given ${showValue(decides)}`,
  );
}

/** The same controller, which looks at every answer: a wrong one is named where it is given, not where it does harm. */
export function guardedController(
  made: Controller,
  decides: readonly DecisionName[],
  called: string,
): Controller {
  return {
    init: () => checked(made.init(), decides, `init of ${called}`),
    observe: (measured, state) => checked(made.observe(measured, state), decides, `observe of ${called}`),
  };
}

function checked(given: unknown, decides: readonly DecisionName[], what: string): ControllerAnswer {
  if (typeof given !== 'object' || given === null || !('state' in given)) {
    throw new UsageError(`${what} must return { state, decision, report }; given ${showValue(given)}`);
  }
  const { state, decision = {}, report = {} } = given as ControllerAnswer;
  checkState(state, `the state that ${what} returns`);
  checkReport(report, `the report that ${what} returns`);
  if (typeof decision !== 'object' || decision === null) {
    throw new UsageError(`the decision that ${what} returns must be an object; given ${showValue(decision)}`);
  }
  for (const [name, value] of Object.entries(decision)) {
    const place = `${name} of the decision that ${what} returns`;
    if (!decides.includes(name as DecisionName)) {
      throw new UsageError(`${place} is not among what it says that it decides: ${decides.join(', ')}`);
    }
    const { holds, words } = decisionRules[name as DecisionName];
    if (value !== undefined && !holds(value)) {
      throw new UsageError(`${place} must be ${words}; given ${showValue(value)}`);
    }
  }
  return { state, decision, report };
}
