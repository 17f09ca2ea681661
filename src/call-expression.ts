import { UsageError } from './errors.ts';
import { numberPattern, parseNumber } from './parse-number.ts';

/** What may stand for a setting: `0.01`, `10k`, `true`, `none`, `tanh`, `[64,64]`, `SGD(momentum=0.9)`. */
export type Value = number | boolean | null | string | readonly Value[] | Call;

/** `NAME(positional, key=value, …)`, the spelling of everything that has a name and settings. */
export interface Call {
  readonly name: string;
  readonly positional: readonly Value[];
  readonly settings: Readonly<Record<string, Value>>;
}

const constants: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['true', true],
  ['false', false],
  ['none', null],
  ['null', null],
  ['inf', Number.POSITIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
]);

/**
 * Reads `NAME` or `NAME(key=value, …)`. Keys may be written with `-` or `_`; values nest.
 *
 * @throws UsageError that points at the first character that does not fit.
 */
export function parseCall(text: string): Call {
  return reader(text).readWholeCall();
}

/** The name of a call, whether or not the rest of it can be read: `ADAM` of `ADAM(lr=0.1)`. */
export function nameIn(text: string): string {
  return text.replace(/\(.*$/s, '');
}

/** The name of what a call is around, or around what it is around, and so on; its own where it stands by itself. */
export function innermostName({ name, positional: [inner] }: Call): string {
  if (inner === undefined) return name;
  return typeof inner === 'string' ? inner : isCall(inner) ? innermostName(inner) : name;
}

/** Reads what may stand for a setting. What is none of the other things is taken for a string. */
export function parseValue(text: string): Value {
  try {
    return reader(text).readWholeValue();
  } catch (error) {
    if (error instanceof UsageError) return text;
    throw error;
  }
}

/** Calls and lists within each other; nobody means more, and far more would overflow the stack. */
const deepest = 100;
/** Characters of a text that a message quotes. */
const longestQuote = 200;

function quoted(text: string): string {
  return text.length > longestQuote ? `"${text.slice(0, longestQuote)}…"` : `"${text}"`;
}

function reader(text: string): { readWholeCall(): Call; readWholeValue(): Value } {
  let at = 0;
  let depth = 0;

  const fail = (expected: string): never => {
    const found = at < text.length ? quoted(text.slice(at)) : 'the end';
    throw new UsageError(
      `cannot read ${quoted(text)}: expected ${expected}, found ${found}; write NAME(key=value,...)`,
    );
  };
  const take = (pattern: RegExp): string | undefined => {
    const sticky = new RegExp(`\\s*(${pattern.source})\\s*`, 'y');
    sticky.lastIndex = at;
    const found = sticky.exec(text)?.[1];
    if (found !== undefined) at = sticky.lastIndex;
    return found;
  };
  const separated = (close: RegExp, readItem: () => void): void => {
    if (take(close) !== undefined) return;
    if (++depth > deepest) {
      throw new UsageError(
        `${quoted(text)} is nested more than ${deepest} levels deep; at most ${deepest} are read`,
      );
    }
    do readItem();
    while (take(/,/) !== undefined);
    depth--;
    if (take(close) === undefined) fail(`"," or "${close.source.replace('\\', '')}"`);
  };

  const readArguments = (name: string): Call => {
    const positional: Value[] = [];
    // A map, since names like `constructor` mean something to a plain object.
    const settings = new Map<string, Value>();
    if (take(/\(/) !== undefined) {
      separated(/\)/, () => {
        const key = take(/[A-Za-z_][\w-]*(?=\s*=)/)?.replaceAll('-', '_');
        if (key === undefined) {
          positional.push(readValue());
          return;
        }
        if (settings.has(key)) throw new UsageError(`"${text}" sets ${key} twice; keep one of them`);
        take(/=/);
        settings.set(key, readValue());
      });
    }
    return { name, positional, settings: Object.fromEntries(settings) };
  };

  const readValue = (): Value => {
    const quoted = take(/"[^"]*"|'[^']*'/);
    if (quoted !== undefined) return quoted.slice(1, -1);
    const number = take(numberPattern);
    if (number !== undefined) return parseNumber(number)!;
    if (take(/-(?=[Ii]nf)/) !== undefined) return -(readValue() as number);
    const open = take(/[[(]/);
    if (open !== undefined) {
      const items: Value[] = [];
      separated(open === '[' ? /\]/ : /\)/, () => items.push(readValue()));
      return items;
    }
    const word = take(/[A-Za-z_./][\w./-]*/) ?? fail('a value');
    const constant = constants.get(word.toLowerCase());
    if (constant !== undefined) return constant;
    return text[at] === '(' ? readArguments(word) : word;
  };

  const end = <T>(read: T): T => (at < text.length ? fail('nothing more') : read);

  return {
    readWholeCall: () => end(readArguments(take(/[A-Za-z][\w./-]*/) ?? fail('a name'))),
    readWholeValue: () => end(readValue()),
  };
}

/** The shortest spelling that {@link parseCall} reads back as the same call. */
export function formatCall(call: Call): string {
  const parts = formatArguments(call);
  return parts === '' ? call.name : `${call.name}(${parts})`;
}

/** A call as it stands in another's parentheses: a bare name where it has nothing to say. */
export function nestedCall(call: Call): Value {
  const bare = call.positional.length === 0 && Object.keys(call.settings).length === 0;
  return bare ? call.name : call;
}

/** True for a nested `NAME(…)`. */
export function isCall(value: Value): value is Call {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as {@link parseCall} reads it. */
export function formatValue(value: Value): string {
  if (value === null) return 'none';
  if (typeof value === 'number' && !Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Array.isArray(value)) return `[${value.map(formatValue).join(',')}]`;
  // Without its parentheses, a nested name would be a string.
  if (isCall(value)) return `${value.name}(${formatArguments(value)})`;
  return typeof value === 'string' ? formatString(value) : String(value);
}

function formatArguments({ positional, settings }: Call): string {
  const named = Object.entries(settings).map(([key, value]) => `${key}=${formatValue(value)}`);
  return [...positional.map(formatValue), ...named].join(',');
}

function formatString(text: string): string {
  if (/^[A-Za-z_./][\w./-]*$/.test(text) && !constants.has(text.toLowerCase())) return text;
  const quote = text.includes('"') ? "'" : '"';
  return quote + text + quote;
}
