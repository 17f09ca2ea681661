import { type Call, parseCall } from '../../call-expression.ts';
import { optimizers } from '../../optimizers/index.ts';
import { settled } from '../../settled.ts';
import { blaming, mistake, type Origin } from '../study/origin.ts';
import type { Study } from '../study/study.ts';
import type { OptimizerChoice } from './plan-optimizers.ts';

/** Settings of a wrapper that a study writes into every optimizer. */
export type WrapperSettings = Call['settings'];

/** Reads the settings of a flag, `update=480,factor=1e4`, or takes those of a study as they are. @throws UsageError */
export function wrapperSettings(
  asked: string | WrapperSettings,
  key: keyof Study,
  example: string,
  origin: Origin,
): WrapperSettings {
  if (typeof asked !== 'string') return asked;
  return blaming(origin, [key], () => {
    const { positional, settings } = parseCall(`${key}(${asked})`);
    if (positional.length === 0) return settings;
    throw mistake(origin, [key], `${origin.spell(key)} takes settings, given "${asked}"; write ${example}`);
  });
}

/** The same optimizer with a wrapper somewhere in it, its label and all its calls. @throws UsageError */
export function withWrapper(
  optimizer: OptimizerChoice,
  key: keyof Study,
  origin: Origin,
  wrapped: (call: Call) => Call,
): OptimizerChoice {
  const around = (label: string): string => optimizers.resolve(wrapped(parseCall(label))).label;
  return blaming(origin, [key], () => ({
    ...optimizer,
    label: around(optimizer.label),
    ...(optimizer.scoredAs !== undefined && { scoredAs: around(optimizer.scoredAs) }),
    calls: optimizer.calls.map((call) => settled(optimizers.resolve(wrapped(call)))),
  }));
}
