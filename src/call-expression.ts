import { UsageError } from './errors.ts';

/** What may stand for a setting: `0.01`, `true`, `none`, `tanh`, `[64,64]`, `SGD(momentum=0.9)`. */
export type Value = number | boolean | null | string | readonly Value[] | Call;

/** `NAME(positional, key=value, …)`, the spelling of everything that has a name and settings. */
export interface Call {
  readonly name: string;
  readonly positional: readonly Value[];
  readonly settings: Readonly<Record<string, Value>>;
}

const constants: Readonly<Record<string, Value>> = {
  true: true,
  false: false,
  none: null,
  null: null,
  inf: Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
};

/**
 * Reads `NAME` or `NAME(key=value, …)`. Keys may be written with `-` or `_`; values nest.
 *
 * @throws UsageError that points at the first character that does not fit.
 */
export function parseCall(text: string): Call {
  let at = 0;

  const fail = (expected: string): never => {
    const found = at < text.length ? `"${text.slice(at)}"` : 'the end';
    throw new UsageError(
      `cannot read "${text}": expected ${expected}, found ${found}; write NAME(key=value,...)`,
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
    do readItem();
    while (take(/,/) !== undefined);
    if (take(close) === undefined) fail(`"," or "${close.source.replace('\\', '')}"`);
  };

  const readArguments = (name: string): Call => {
    const positional: Value[] = [];
    const settings: Record<string, Value> = {};
    if (take(/\(/) !== undefined) {
      separated(/\)/, () => {
        const key = take(/[A-Za-z_][\w-]*(?=\s*=)/)?.replaceAll('-', '_');
        if (key === undefined) {
          positional.push(readValue());
          return;
        }
        if (key in settings) throw new UsageError(`"${text}" sets ${key} twice; keep one of them`);
        take(/=/);
        settings[key] = readValue();
      });
    }
    return { name, positional, settings };
  };

  const readValue = (): Value => {
    const quoted = take(/"[^"]*"|'[^']*'/);
    if (quoted !== undefined) return quoted.slice(1, -1);
    const number = take(/[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.])/);
    if (number !== undefined) return Number(number);
    if (take(/-(?=inf)/) !== undefined) return -(readValue() as number);
    const open = take(/[[(]/);
    if (open !== undefined) {
      const items: Value[] = [];
      separated(open === '[' ? /\]/ : /\)/, () => items.push(readValue()));
      return items;
    }
    const word = take(/[A-Za-z_./][\w./-]*/) ?? fail('a value');
    const constant = constants[word.toLowerCase()];
    if (constant !== undefined) return constant;
    return text[at] === '(' ? readArguments(word) : word;
  };

  const name = take(/[A-Za-z][\w.-]*/) ?? fail('a name');
  const call = readArguments(name);
  if (at < text.length) fail('nothing more');
  return call;
}

/** The shortest spelling that {@link parseCall} reads back as the same call. */
export function formatCall(call: Call): string {
  const parts = [
    ...call.positional.map(formatValue),
    ...Object.entries(call.settings).map(([key, value]) => `${key}=${formatValue(value)}`),
  ];
  return parts.length === 0 ? call.name : `${call.name}(${parts.join(',')})`;
}

/** True for a nested `NAME(…)`. */
export function isCall(value: Value): value is Call {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function formatValue(value: Value): string {
  if (value === null) return 'none';
  if (typeof value === 'number' && !Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Array.isArray(value)) return `[${value.map(formatValue).join(',')}]`;
  if (isCall(value)) return formatCall(value);
  const text = String(value);
  return typeof value === 'string' && !/^[A-Za-z_./][\w./-]*$/.test(text) ? `"${text}"` : text;
}
