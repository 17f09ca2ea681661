import type { Call } from '../call-expression.ts';
import { innermost, optimizers, withInnermost } from './index.ts';

/** An optimizer, and the learning rates that it is tried with. */
export interface OptimizerAtRates {
  /** As it was asked for, without a learning rate. */
  readonly label: string;
  /** One spelling for each of `rates`. */
  readonly calls: readonly Call[];
  /** A rule that has no learning rate is tried once, with null. */
  readonly rates: readonly (number | null)[];
}

/**
 * Reads `MILO(momentum=0.3)`, `ADAM(lr=0.1)`, `CAUTIOUS(ADAMW)`. A learning rate of its own is the only one it is tried
 * with.
 *
 * @param ratesFor those that name none, given the rule's usual rate.
 * @param companions whether a rule that leaves some parameters to Adam, at a rate that is not typed, has it learn at the
 * same rate.
 * @throws UsageError for an unknown optimizer or setting.
 */
export function atRates(
  spec: string,
  ratesFor: (usual: number) => readonly number[],
  { companions = false }: { readonly companions?: boolean } = {},
): OptimizerAtRates {
  const { call } = optimizers.resolve(spec);
  const rule = innermost(call);
  const { lr, ...others } = rule.settings;
  const { shape } = optimizers.get(rule.name).settings;
  const around = (settings: Call['settings']): Call => withInnermost(call, { ...rule, settings });
  const { label } = optimizers.resolve(around(others));
  if (!('lr' in shape)) return { label, calls: [call], rates: [null] };
  const usual = Number(optimizers.resolve({ ...rule, settings: others }).settings.lr);
  const rates = lr === undefined ? ratesFor(usual) : [Number(lr)];
  const follows = companions && 'adam_lr' in shape && !('adam_lr' in others);
  const calls = rates.map(
    (rate) => optimizers.resolve(around({ ...others, lr: rate, ...(follows && { adam_lr: rate }) })).call,
  );
  return { label, calls, rates };
}
