import { readFileSync } from 'node:fs';

const text = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** Every `npx rl-bench …` that stands in a block of commands, in the order of the page, without its comment. */
export function shownCommands(): string[] {
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block]) => block!);
  return blocks
    .flatMap((block) => block.replaceAll(/ \\\n\s*/g, ' ').split('\n'))
    .flatMap((line) => line.split(' && '))
    .filter((line) => line.startsWith('npx rl-bench'))
    .map((line) => line.replace(/\s+#.*$/, ''));
}

/** The families of optimizers of its table, each with its members. */
export function shownFamilies(): [family: string, names: string[]][] {
  const rows = text.matchAll(/^\| ([\w' ,-]+?) +\| ((?:`[A-Z\d_]+` ?)+) *\|$/gm);
  return [...rows].map(([, family, names]) => [family!, names!.replaceAll('`', '').trim().split(/ +/)]);
}

/** The study that the page shows. */
export function shownStudy(): string {
  const [, study] = /^```yaml\n(.*?)^```/ms.exec(text)!;
  return study!;
}
