import { UsageError } from '../errors.ts';
import { isPlainData } from '../plain-data.ts';
import { showValue } from '../show-value.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { LossProbe } from './loss-probe.ts';
import type { Report } from './report.ts';

// Types say what follows, but not to those who write plugins in JavaScript.

/** Looks at what `create` of a diagnostic or a controller has made. @param called which, for the message. @throws UsageError */
export function checkObserver<T = Diagnostic>(made: unknown, called: string): asserts made is T {
  const own = (typeof made === 'object' && made !== null ? made : {}) as Readonly<Record<string, unknown>>;
  const mayAsk = own.ask === undefined || typeof own.ask === 'function';
  if (typeof own.init === 'function' && typeof own.observe === 'function' && mayAsk) return;
  throw new UsageError(`create of ${called} must return { init, observe }, given ${showValue(made)}`);
}

/** @param what whose state it is: `the state that init of controller "X" returns`. @throws UsageError */
export function checkState(state: unknown, what: string): void {
  if (isPlainData(state)) return;
  throw new UsageError(
    `${what} must be plain data that JSON keeps as it is, without NaN or infinity; given ${showValue(state)}`,
  );
}

/** @throws UsageError for what is no list of numbers by name. */
export function checkReport(report: unknown, what: string): asserts report is Report {
  const isRecord = typeof report === 'object' && report !== null && !Array.isArray(report);
  if (isRecord && Object.entries(report).every(([name, value]) => name !== '' && typeof value === 'number'))
    return;
  throw new UsageError(`${what} must be numbers by name, { name: 0.5 }; given ${showValue(report)}`);
}

/** The same diagnostic, which looks at every answer. */
export function guardedDiagnostic(made: Diagnostic, called: string): Diagnostic {
  return {
    init() {
      const state = made.init();
      checkState(state, `the state that init of ${called} returns`);
      return state;
    },
    observe(measured, before) {
      const given: unknown = made.observe(measured, before);
      if (typeof given !== 'object' || given === null || !('state' in given) || !('report' in given)) {
        throw new UsageError(`observe of ${called} must return { state, report }; given ${showValue(given)}`);
      }
      checkState(given.state, `the state that observe of ${called} returns`);
      checkReport(given.report, `the report that observe of ${called} returns`);
      return given as ReturnType<Diagnostic['observe']>;
    },
    ...(made.ask && {
      async ask(loss: LossProbe) {
        const given: unknown = await made.ask!(loss);
        if (!Array.isArray(given) || given.length !== loss.players) {
          throw new UsageError(
            `ask of ${called} must return a list of ${loss.players}, one a player; given ${showValue(given)}`,
          );
        }
        for (const each of given) checkReport(each, `what ask of ${called} returns of a player`);
        return given as readonly Report[];
      },
    }),
  };
}
