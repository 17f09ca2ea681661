import type { Chance } from './chance.ts';
import { hostileValues } from './hostile-values.ts';

type Mutation = (lines: string[], chance: Chance) => void;

const place = (lines: readonly string[], chance: Chance): number => chance.below(lines.length);

/** What happens to a text file under hands and editors. */
const mutations: readonly Mutation[] = [
  (lines, chance) => lines.splice(place(lines, chance), 1),
  (lines, chance) => lines.splice(place(lines, chance), 0, lines[place(lines, chance)]!),
  (lines, chance) => {
    const at = place(lines, chance);
    lines[at] = lines[at]!.replace(/:.*$/, `: ${chance.one(hostileValues)}`);
  },
  (lines, chance) => {
    const at = place(lines, chance);
    lines[at] = lines[at]!.replace(/[\w-]+:/, `${chance.one(hostileValues)}:`);
  },
  (lines, chance) => {
    const at = place(lines, chance);
    lines[at] = lines[at]!.replace(/^ */, ' '.repeat(chance.below(8)));
  },
  (lines, chance) => {
    const at = place(lines, chance);
    lines[at] = lines[at]!.replace(/^ +/, '\t');
  },
  (lines, chance) => {
    const at = place(lines, chance);
    const cut = chance.below(lines[at]!.length + 1);
    lines[at] = lines[at]!.slice(0, cut) + chance.one([...'[]{},:"\'#&*!|>%@`\\']) + lines[at]!.slice(cut);
  },
  (lines, chance) => {
    const at = place(lines, chance);
    lines[at] = lines[at]!.replace(/[\w.+-]+$/, chance.one(hostileValues));
  },
  (lines, chance) => lines.splice(place(lines, chance)),
  (lines, chance) => {
    const [from, to] = [place(lines, chance), place(lines, chance)];
    lines.splice(to, 0, ...lines.splice(from, 1 + chance.below(3)));
  },
];

/** A text with one to three mutations of its lines. */
export function mutated(text: string, chance: Chance): string {
  const lines = text.split('\n');
  for (let count = 1 + chance.below(3); count > 0 && lines.length > 0; count--) {
    chance.one(mutations)(lines, chance);
  }
  return lines.join('\n');
}
