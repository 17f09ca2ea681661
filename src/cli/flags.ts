import type { Argv, Options } from 'yargs';
import type { z } from 'zod';
import { formatValue, parseValue, type Value } from '../call-expression.ts';
import { separated } from '../separated.ts';
import { describeSettings, parseSettings } from '../settings.ts';

/** `total_timesteps` → `total-timesteps` */
export function flagName(setting: string): string {
  return setting.replaceAll('_', '-');
}

/**
 * Declares one flag for every setting of a schema. Values arrive as text and are read and checked by the schema itself,
 * so that a flag and a setting in parentheses accept the same things and complain in the same words.
 *
 * @param defaults what is said in place of the schema's defaults, by setting: `false on pendulum`.
 */
export function declareFlags<T>(
  yargs: Argv<T>,
  schema: z.ZodObject,
  group: string,
  more: Readonly<Record<string, Options>> = {},
  defaults: Readonly<Record<string, string>> = {},
): Argv<T> {
  for (const { name, type, range, default: fallback, description } of describeSettings(schema)) {
    const usual = fallback === undefined || fallback === '' ? undefined : formatValue(fallback as Value);
    const shown = Object.hasOwn(defaults, name) ? defaults[name] : usual;
    const hint = [range, shown === undefined ? '' : `default ${shown}`];
    const notes = hint.filter(Boolean).join(', ');
    yargs.option(flagName(name), {
      group,
      describe: notes === '' ? description : `${description} [${notes}]`,
      ...(type === 'boolean'
        ? { type: 'boolean' }
        : type.startsWith('list')
          ? { type: 'string', array: true }
          : { type: 'string' }),
      requiresArg: type !== 'boolean',
      ...more[name],
    });
  }
  return yargs;
}

/** The settings that were given as flags, not yet checked. */
export function givenFlags(
  argv: Readonly<Record<string, unknown>>,
  schema: z.ZodObject,
): Record<string, Value> {
  const given: Record<string, Value> = {};
  for (const { name, type } of describeSettings(schema)) {
    const raw = argv[flagName(name)];
    if (raw === undefined) continue;
    const list = type.startsWith('list');
    given[name] = list
      ? (raw as string[]).flatMap(items(type)).map(read(type))
      : typeof raw === 'string'
        ? read(type)(raw)
        : (raw as Value);
  }
  return given;
}

/** The settings given as flags, checked and with defaults. @throws UsageError */
export function checkedFlags<S extends z.ZodObject>(
  argv: Readonly<Record<string, unknown>>,
  schema: S,
): z.output<S> {
  return parseSettings('rl-bench', schema, givenFlags(argv, schema), (name) => `--${flagName(name)}`);
}

/** `ADAM,SGD` and `1e-3,1e-4` are two items. Of texts only names are separated: the point `1,1` is one. */
function items(type: string): (raw: string) => string[] {
  return (raw) => {
    const parts = separated(raw);
    const areItems = !type.includes('string') || parts.every((part) => /^[A-Za-z]/.test(part));
    return areItems && parts.length > 0 ? parts : [raw];
  };
}

/** Text stays text where text is wanted: a title may be `2024`, an optimizer `ADAM(lr=0.1)`. */
function read(type: string): (raw: string) => Value {
  return type.includes('string') ? (raw) => raw : parseValue;
}
