import { describeSettings } from '../../settings.ts';
import type { Listed } from './details.ts';

/** Everything about an entry, for programs. */
export function asData({ entry, more }: Listed) {
  return {
    name: entry.name,
    aliases: entry.aliases ?? [],
    summary: entry.summary,
    source: entry.source,
    family: entry.family ?? null,
    wraps: entry.wraps === true,
    settings: describeSettings(entry.settings),
    facts: more().facts,
  };
}

/** JSON in which unbounded spaces say so: JSON itself has no infinity. */
export function toJson(value: unknown): string {
  const spellInfinity = (_key: string, each: unknown): unknown =>
    typeof each === 'number' && Math.abs(each) === Infinity ? (each > 0 ? 'inf' : '-inf') : each;
  return JSON.stringify(value, spellInfinity, 2) ?? 'none';
}
