import { UsageError } from '../errors.ts';
import { atRates, type OptimizerAtRates } from '../optimizers/at-rates.ts';
import { criticOf, innermost, makeOptimizer, optimizers, refuseWithoutSoftmax } from '../optimizers/index.ts';

/**
 * All that are asked for, each once.
 *
 * @throws UsageError if two have the same name and settings, and for what needs a softmax.
 */
export function mappedOptimizers(specs: readonly string[], rates: readonly number[]): OptimizerAtRates[] {
  const all = specs.map((spec) => atRates(spec, () => rates));
  for (const { calls } of all) refuseWithoutSoftmax(calls[0]!, 'a function of two numbers', 'has none');
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
export function unfit({ calls, label }: OptimizerAtRates): string | undefined {
  if (criticOf(calls[0]!) !== undefined) {
    return `${label} is for an actor and a critic, and a function of two numbers has neither; ask for the actor's alone`;
  }
  const routes = makeOptimizer(calls[0]!).routes?.([{ name: 'point', shape: [1, 2] }]);
  const rule = routes?.point;
  const isAnother = optimizers.entries().some(({ name }) => name === rule);
  if (!isAnother || rule === innermost(calls[0]!).name) return undefined;
  return `${label} is for matrices and leaves a vector of two numbers to ${rule}; ask for ${rule} itself`;
}
