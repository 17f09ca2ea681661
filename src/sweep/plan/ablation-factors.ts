import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Call, formatCall, parseValue, type Value } from '../../call-expression.ts';
import { didYouMean } from '../../did-you-mean.ts';
import { UsageError } from '../../errors.ts';
import { type OptimizerEntry, optimizers } from '../../optimizers/index.ts';
import { describeSettings } from '../../settings.ts';
import { packageRoot } from '../../version.ts';
import { layersOf } from './layered-settings.ts';

/** Settings of an optimizer, and the values that each of them takes. */
export type Factors = Readonly<Record<string, readonly Value[]>>;

const scalar = z.union([z.number(), z.boolean(), z.string(), z.null()]);
const recorded = z.record(z.string(), z.array(z.union([scalar, z.array(scalar)])).min(1));

/**
 * What to vary of an optimizer: what is asked for, else what `configs/ablations/` has for it, else its learning rate
 * and its switches. Of its wrappers, the switches and the choices.
 *
 * @param given `momentum=0,0.45,0.9`, one text a setting.
 * @param baseline every setting of the optimizer as it is, those of its wrappers too.
 * @throws UsageError for a text that is no such thing, and for a setting that there is not.
 */
export function factorsOf(call: Call, given: readonly string[], baseline: Call['settings']): Factors {
  const layers = layersOf(call).map(({ name }) => optimizers.get(name));
  if (given.length > 0) {
    const known = layers.flatMap(({ settings }) => Object.keys(settings.shape));
    return factorsGiven(given, formatCall(call), [...new Set(known)]);
  }
  const rule = layers.pop()!;
  const file = join(packageRoot(), 'configs', 'ablations', `${rule.name}.yaml`);
  const own = existsSync(file)
    ? recorded.parse(parse(readFileSync(file, 'utf8')))
    : usualFactors(rule, baseline);
  return Object.assign({}, own, ...layers.reverse().map((wrapper) => choices(wrapper, baseline)));
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
  const lr = Number(baseline.lr);
  return {
    lr: [10 * lr, lr, lr / 10].map((rate) => Number(rate.toPrecision(3))),
    ...switches(entry, baseline),
  };
}

/** The settings that are on or off. */
function switches(entry: OptimizerEntry, baseline: Call['settings']): Factors {
  const names = describeSettings(entry.settings)
    .filter(({ type, name }) => type === 'boolean' && name !== 'maximize')
    // Some need another setting beside them: those are for the user to combine.
    .filter(({ name }) => fits({ [name]: baseline[name] !== true }, entry, baseline))
    .map(({ name }) => name);
  return Object.fromEntries(names.map((name) => [name, [true, false]]));
}

/** The switches of a wrapper, and the settings that are one of some words. */
function choices(entry: OptimizerEntry, baseline: Call['settings']): Factors {
  const words = Object.entries(entry.settings.shape).flatMap(([name, schema]) => {
    const { enum: values = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
    const fitting = (values as Value[]).filter((value) => fits({ [name]: value }, entry, baseline));
    return fitting.length > 1 ? [[name, fitting] as const] : [];
  });
  return { ...switches(entry, baseline), ...Object.fromEntries(words) };
}

/** Whether an entry takes some settings beside those that it has. */
function fits(settings: Call['settings'], entry: OptimizerEntry, baseline: Call['settings']): boolean {
  const own = Object.keys(entry.settings.shape).filter((name) => baseline[name] !== undefined);
  const asItIs = Object.fromEntries(own.map((name) => [name, baseline[name]!]));
  return entry.settings.safeParse({ ...asItIs, ...settings }).success;
}
