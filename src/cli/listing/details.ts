import { formatValue, type Value } from '../../call-expression.ts';
import type { Notation } from '../../notation.ts';
import type { RegistryEntry } from '../../registry.ts';
import { describeSettings } from '../../settings.ts';
import { definitions } from '../../text/definitions.ts';

interface Equation {
  readonly lines: readonly string[];
  readonly symbols: readonly Notation[];
}

/** What else there is to know of an entry: as plain data, and as terms and what they mean. */
export interface MoreFacts {
  readonly facts: Readonly<Record<string, unknown>>;
  readonly rows: readonly (readonly string[])[];
  /** What an optimizer or a search rule computes, line by line, and what the symbols mean. */
  readonly equation?: Equation | undefined;
}

/** One thing to choose from. */
export interface Listed {
  readonly entry: RegistryEntry;
  /** What it is shown around, for an entry that wraps another. */
  readonly around?: string;
  readonly more: () => MoreFacts;
}

/** Everything about one thing, as a page of text. */
export function details({ entry, around, more }: Listed): string {
  const { name, aliases = [], summary, source } = entry;
  const settings = describeSettings(entry.settings);
  const settingRows = settings.map(({ name: key, type, range, default: fallback, description }) => {
    const notes = [type, range, fallback === undefined ? '' : `default ${formatValue(fallback as Value)}`];
    return [key, `${description} (${notes.filter(Boolean).join('; ')})`];
  });
  const { rows, equation } = more();
  const example = `${name}(${around === undefined ? '' : `${around},`}${settings[0]?.name}=…)`;
  return [
    [name, ...aliases].join(', '),
    '',
    definitions([['what it is', summary], ['source', source], ...rows]),
    '',
    ...(equation ? update(equation) : []),
    settings.length === 0 ? 'It has no settings.' : `Settings, as in "${example}":`,
    '',
    definitions(settingRows),
  ].join('\n');
}

/** An equation, and what its symbols mean. */
function update({ lines, symbols }: Equation): string[] {
  const meanings = symbols.map(({ symbol, meaning }) => [symbol, meaning]);
  return ['An update:', '', ...lines.map((line) => `  ${line}`), '', definitions(meanings), ''];
}
