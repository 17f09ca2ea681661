import { z } from 'zod';
import { formatValue, isCall, type Value } from './call-expression.ts';
import { didYouMean } from './did-you-mean.ts';
import { UsageError } from './errors.ts';

/** One hyper-parameter as `rl-bench list` shows it. */
export interface SettingDescription {
  readonly name: string;
  /** `number`, `integer`, `boolean`, `a | b`, … */
  readonly type: string;
  /** `> 0`, `0 ≤ x < 1`, … ; empty when anything of the type goes. */
  readonly range: string;
  readonly default: unknown;
  readonly description: string;
}

/** What a zod schema says of itself. */
export interface JsonSchema {
  /** What stands for the type of texts that have a form of their own: `auto(block=5)`. */
  readonly title?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema | false;
  readonly prefixItems?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly default?: unknown;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | false;
}

/** Name, type, range, default and meaning of every setting in a schema. */
export function describeSettings(schema: z.ZodObject): SettingDescription[] {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  return Object.entries(properties).map(([name, property]) => ({
    name,
    type: typeOf(property),
    range: rangeOf(property),
    default: property.default,
    description: property.description ?? '',
  }));
}

/** True for a setting whose numbers are whole: `integer`, `integer | none`. */
export function takesIntegers(schema: z.ZodObject, name: string): boolean {
  const types =
    describeSettings(schema)
      .find((setting) => setting.name === name)
      ?.type.split(' | ') ?? [];
  return types.includes('integer') && !types.includes('number');
}

/**
 * What a user wrote, with the word `none` where that is one of the words of a setting: without quotes it is read as
 * nothing, which such a setting does not take.
 */
export function noneAsWord(
  schema: z.ZodObject,
  given: Readonly<Record<string, Value>>,
): Readonly<Record<string, Value>> {
  const isWord = (name: string): boolean =>
    given[name] === null &&
    schema.shape[name]?.safeParse(null).success === false &&
    schema.shape[name].safeParse('none').success;
  const names = Object.keys(given).filter(isWord);
  return names.length === 0
    ? given
    : { ...given, ...Object.fromEntries(names.map((name) => [name, 'none'])) };
}

/** What a user wrote, with calls spelled out where a setting takes that spelling as one of its words: `sign(surrogate=erf)`. */
export function callsAsWords(
  schema: z.ZodObject,
  given: Readonly<Record<string, Value>>,
): Readonly<Record<string, Value>> {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      if (!isCall(value)) return [name, value];
      const word = formatValue(value);
      return [name, schema.shape[name]?.safeParse(word).success ? word : value];
    }),
  );
}

/**
 * Checks what a user wrote against a schema and fills in the defaults.
 *
 * @param owner what the settings belong to, as the user knows it: `MILO`, `cartpole`.
 * @param spell how the user wrote a setting, for messages: `MILO: lr` by default.
 * @throws UsageError naming the setting, what was given and what is allowed.
 */
export function parseSettings<S extends z.ZodObject>(
  owner: string,
  schema: S,
  given: Readonly<Record<string, Value>>,
  spell = (name: string): string => `${owner}: ${name}`,
): z.output<S> {
  const names = Object.keys(schema.shape);
  for (const key of Object.keys(given)) {
    if (names.includes(key) || handsOn(schema)) continue;
    const valid = names.length === 0 ? 'it takes none' : `valid: ${names.join(', ')}`;
    throw new UsageError(`${owner} has no setting "${key}"${didYouMean(key, names)} (${valid})`);
  }
  const result = schema.safeParse(given);
  if (result.success) return result.data;

  const issue = result.error.issues[0]!;
  const name = String(issue.path[0] ?? '');
  const described = describeSettings(schema).find((setting) => setting.name === name);
  if (described === undefined) throw new UsageError(`${owner}: ${issue.message}`);
  if (issue.code === 'custom') throw new UsageError(`${spell(name)} ${issue.message}`);
  if (!Object.hasOwn(given, name)) {
    throw new UsageError(`${spell(name)} is missing; it must be ${allowed(described)}`);
  }
  const wrong = given[name]!;
  if (issue.code === 'too_big' && issue.origin === 'array' && Array.isArray(wrong)) {
    throw new UsageError(
      `${spell(name)} must be a list of at most ${issue.maximum} values, given ${wrong.length}`,
    );
  }
  const shown = typeof wrong === 'string' ? `"${wrong}"` : formatValue(wrong);
  throw new UsageError(`${spell(name)} must be ${allowed(described)}, given ${shown}`);
}

/** True for a schema that lets further settings through, for others who know their names. */
function handsOn({ def: { catchall } }: z.ZodObject): boolean {
  return catchall !== undefined && !(catchall instanceof z.ZodNever);
}

/** What a value may be, in words: `integer (> 0)`. */
export function describeAllowed(schema: JsonSchema): string {
  return allowed({ type: typeOf(schema), range: rangeOf(schema) });
}

function allowed({ type, range }: Pick<SettingDescription, 'type' | 'range'>): string {
  return [type, range && `(${range})`].filter(Boolean).join(' ');
}

function typeOf(schema: JsonSchema): string {
  if (schema.title !== undefined) return schema.title;
  if (schema.enum) return schema.enum.map(String).join(' | ');
  if (schema.const !== undefined) return String(schema.const);
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' | ');
  if (schema.prefixItems) return `[${schema.prefixItems.map(typeOf).join(', ')}]`;
  if (schema.type === 'array') return schema.items ? `list of ${typeOf(schema.items)}` : 'list';
  if (schema.type === 'null') return 'none';
  return schema.type ?? 'any';
}

function rangeOf(schema: JsonSchema): string {
  const parts = schema.anyOf ?? schema.prefixItems ?? (schema.items ? [schema.items] : undefined);
  if (parts) return [...new Set(parts.map(rangeOf).filter(Boolean))].join(', ');
  // Zod writes the safe-integer limits into every integer's schema; they are no range a user set.
  const safe = Number.MAX_SAFE_INTEGER;
  const low = schema.exclusiveMinimum ?? (schema.minimum === -safe ? undefined : schema.minimum);
  const high = schema.exclusiveMaximum ?? (schema.maximum === safe ? undefined : schema.maximum);
  const lowSign = schema.exclusiveMinimum === undefined ? '≤' : '<';
  const highSign = schema.exclusiveMaximum === undefined ? '≤' : '<';
  if (low !== undefined && high !== undefined) return `${low} ${lowSign} x ${highSign} ${high}`;
  if (low !== undefined) return `${lowSign === '<' ? '>' : '≥'} ${low}`;
  if (high !== undefined) return `${highSign} ${high}`;
  return '';
}
