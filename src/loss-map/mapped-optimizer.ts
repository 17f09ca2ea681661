import type { Call } from '../call-expression.ts';
import { UsageError } from '../errors.ts';
import { criticOf, innermost, makeOptimizer, optimizers, withInnermost } from '../optimizers/index.ts';

/** An optimizer, and the learning rates that it is tried with. */
export interface MappedOptimizer {
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
 * @param rates for those that name none.
 * @throws UsageError for an unknown optimizer or setting.
 */
export function mappedOptimizer(spec: string, rates: readonly number[]): MappedOptimizer {
  const { call } = optimizers.resolve(spec);
  const rule = innermost(call);
  const { lr, ...others } = rule.settings;
  const around = (settings: Call['settings']): Call => withInnermost(call, { ...rule, settings });
  const { label } = optimizers.resolve(around(others));
  if (!('lr' in optimizers.get(rule.name).settings.shape)) return { label, calls: [call], rates: [null] };
  const tried = lr === undefined ? rates : [Number(lr)];
  const calls = tried.map((rate) => optimizers.resolve(around({ ...others, lr: rate })).call);
  return { label, calls, rates: tried };
}

/**
 * All that are asked for, each once.
 *
 * @throws UsageError if two have the same name and settings.
 */
export function mappedOptimizers(specs: readonly string[], rates: readonly number[]): MappedOptimizer[] {
  const all = specs.map((spec) => mappedOptimizer(spec, rates));
  const labels = all.map(({ label }) => label);
  const twice = labels.find((label, index) => labels.indexOf(label) < index);
  if (twice === undefined) return all;
  throw new UsageError(`--optimizers names ${twice} twice; try its learning rates with --learning-rates`);
}

/**
 * Why an optimizer would not be itself on a vector of two numbers, in words; undefined where it is.
 *
 * Some rules for matrices leave vectors to a companion, another optimizer: a map of them would be the companion's. Those
 * with a rule of their own for vectors (ADAFACTOR, SCION) are fit.
 */
export function unfit({ calls, label }: MappedOptimizer): string | undefined {
  if (criticOf(calls[0]!) !== undefined) {
    return `${label} is for an actor and a critic, and a function of two numbers has neither; ask for the actor's alone`;
  }
  const routes = makeOptimizer(calls[0]!).routes?.([{ name: 'point', shape: [1, 2] }]);
  const rule = routes?.point;
  const isAnother = optimizers.entries().some(({ name }) => name === rule);
  if (!isAnother || rule === innermost(calls[0]!).name) return undefined;
  return `${label} is for matrices and leaves a vector of two numbers to ${rule}; ask for ${rule} itself`;
}
