import { formatValue, type Value } from '../../call-expression.ts';
import type { Notation } from '../../notation.ts';
import type { RegistryEntry } from '../../registry.ts';
import { describeSettings } from '../../settings.ts';
import { formatRate } from '../../text/format.ts';
import { escapeMarkdown, markdownTable } from '../../text/markdown.ts';
import { recordedRates } from '../listing/recipe-facts.ts';

/** A heading with what stands below it; nothing where there is nothing. */
export function section(heading: string, content: string): string[] {
  return content === '' ? [] : [heading, content];
}

/** @param items in Markdown. */
export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

/** What an update computes, and what its symbols mean, as far as they are shared. */
export function equationParts(equation: readonly string[], symbols: readonly Notation[]): string[] {
  const meanings = symbols.map(({ symbol, meaning }) => escapeMarkdown(`${symbol}: ${meaning}`));
  const lines = ['```text', ...equation, '```'].join('\n');
  return ['## Update', lines, list([...meanings, 'how to read it: [notation](README.md#notation)'])];
}

/** The section of an index that says how equations are to be read, which pages link to. */
export function notationParts(reading: string, symbols: readonly Notation[]): string[] {
  const rows = symbols.map(({ symbol, meaning }) => [symbol, meaning]);
  return ['## Notation', reading, markdownTable([{ header: 'symbol' }, { header: 'meaning' }], rows)];
}

/** A line of an index for each of some entries. */
export function memberTable(members: readonly RegistryEntry[]): string {
  const rows = members.map(
    ({ name, summary }) => `| [${escapeMarkdown(name)}](${pageFile(name)}) | ${escapeMarkdown(summary)} |`,
  );
  return ['| name | what it is |', '| --- | --- |', ...rows].join('\n');
}

/** The file of an entry's page, within the folder of all. */
export function pageFile(name: string): string {
  return `${name}.md`;
}

export function sentence(text: string): string {
  return escapeMarkdown(`${text.charAt(0).toUpperCase()}${text.slice(1)}.`);
}

/** Papers on arXiv as links. */
export function linkedPapers(source: string): string {
  return escapeMarkdown(source).replaceAll(/arXiv (\d{4}\.\d{4,5})/g, '[arXiv $1](https://arxiv.org/abs/$1)');
}

export function settingsTable({ name, wraps, settings }: RegistryEntry): string {
  const described = describeSettings(settings);
  if (described.length === 0) return 'It has none.';
  const columns = ['setting', 'type', 'range', 'default', 'meaning'].map((header) => ({ header }));
  const rows = described.map(({ name: key, type, range, default: fallback, description }) => [
    key,
    type,
    range,
    fallback === undefined ? 'to be given' : formatValue(fallback as Value),
    description,
  ]);
  const example = `${name}(${wraps ? 'ADAM,' : ''}${described[0]!.name}=…)`;
  return `Written \`${example}\`.\n\n${markdownTable(columns, rows)}`;
}

/** Empty where no recipe has one. */
export function ratesTable(name: string): string {
  const rows = Object.entries(recordedRates(name)).flatMap(([env, rates]) =>
    Object.entries(rates).map(([agent, rate]) => [env, agent, formatRate(rate)]),
  );
  if (rows.length === 0) return '';
  const columns = [{ header: 'environment' }, { header: 'agent' }, { header: 'lr', align: 'right' as const }];
  return markdownTable(columns, rows);
}
