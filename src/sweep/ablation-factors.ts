import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Call, parseValue, type Value } from '../call-expression.ts';
import { didYouMean } from '../did-you-mean.ts';
import { UsageError } from '../errors.ts';
import { innermost, type OptimizerEntry, optimizers } from '../optimizers/index.ts';
import { describeSettings } from '../settings.ts';
import { packageRoot } from '../version.ts';

/** Settings of an optimizer, and the values that each of them takes. */
export type Factors = Readonly<Record<string, readonly Value[]>>;

const scalar = z.union([z.number(), z.boolean(), z.string(), z.null()]);
const recorded = z.record(z.string(), z.array(z.union([scalar, z.array(scalar)])).min(1));

/**
 * What to vary of an optimizer: what is asked for, else what `configs/ablations/` has for it, else its learning rate
 * and its switches.
 *
 * @param given `momentum=0,0.45,0.9`, one text a setting.
 * @param baseline every setting of the optimizer as it is.
 * @throws UsageError for a text that is no such thing, and for a setting that there is not.
 */
export function factorsOf(call: Call, given: readonly string[], baseline: Call['settings']): Factors {
  const { name } = innermost(call);
  const entry = optimizers.get(name);
  if (given.length > 0) return factorsGiven(given, entry.name, Object.keys(entry.settings.shape));
  const file = join(packageRoot(), 'configs', 'ablations', `${entry.name}.yaml`);
  return existsSync(file) ? recorded.parse(parse(readFileSync(file, 'utf8'))) : usualFactors(entry, baseline);
}

function factorsGiven(given: readonly string[], optimizer: string, known: readonly string[]): Factors {
  const factors: Record<string, readonly Value[]> = {};
  for (const text of given) {
    const [name = '', list = ''] = text.split(/=(.*)/s);
    const key = name.trim().replaceAll('-', '_');
    if (list.trim() === '') {
      throw new UsageError(
        `--factors takes a setting and its values, given "${text}"; e.g. momentum=0,0.45,0.9`,
      );
    }
    if (!known.includes(key)) {
      throw new UsageError(
        `${optimizer} has no ${key}${didYouMean(key, known)} (its settings: ${known.join(', ')})`,
      );
    }
    if (Object.hasOwn(factors, key))
      throw new UsageError(`--factors names ${key} twice; name each setting once`);
    const values = parseValue(`[${list}]`);
    factors[key] = Array.isArray(values) ? values : [parseValue(list)];
  }
  return factors;
}

function usualFactors(entry: OptimizerEntry, baseline: Call['settings']): Factors {
  const switches = describeSettings(entry.settings)
    .filter(({ type, name }) => type === 'boolean' && name !== 'maximize')
    // Some need another setting beside them: those are for the user to combine.
    .filter(({ name }) => fits({ ...baseline, [name]: baseline[name] !== true }, entry))
    .map(({ name }) => [name, [true, false]] as const);
  const lr = Number(baseline.lr);
  return {
    lr: [10 * lr, lr, lr / 10].map((rate) => Number(rate.toPrecision(3))),
    ...Object.fromEntries(switches),
  };
}

function fits(settings: Call['settings'], { name }: OptimizerEntry): boolean {
  try {
    optimizers.resolve({ name, positional: [], settings });
    return true;
  } catch (error) {
    if (error instanceof UsageError) return false;
    throw error;
  }
}
