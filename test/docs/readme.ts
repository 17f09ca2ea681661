import { readFileSync } from 'node:fs';

/** Pages whose commands are run one after another in one folder, in the order in which a reader meets them. */
export const userPages = [
  'README.md',
  'docs/first-hour.md',
  'docs/sql.md',
  'docs/loss-maps.md',
  'docs/problems-and-claims.md',
  'docs/choosing.md',
  'docs/environments.md',
  'docs/agents.md',
  'docs/sweeps.md',
  'docs/reproducing.md',
  'docs/choosing-optimizers.md',
  'docs/controllers.md',
  'docs/speed.md',
];

export function readPage(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

/** Every `npx rl-bench …` that stands in a block of commands, in the order of the page, without its comment. Default: all of `userPages`. */
export function shownCommands(text = userPages.map(readPage).join('\n')): string[] {
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block]) => block!);
  return blocks
    .flatMap((block) => block.replaceAll(/ \\\n\s*/g, ' ').split('\n'))
    .flatMap((line) => line.split(' && '))
    .filter((line) => line.startsWith('npx rl-bench'))
    .map((line) => line.replace(/\s+#.*$/, ''));
}

/** The families of optimizers in the table of docs/choosing-optimizers.md, each with what it links to. */
export function shownFamilies(): { family: string; link: string }[] {
  const page = readPage('docs/choosing-optimizers.md');
  const rows = page.matchAll(/^\| \[([^\]]+)\]\((optimizers\/[^)]+)\) \|/gm);
  return [...rows].map(([, family, link]) => ({ family: family!, link: link! }));
}

/** The study that docs/sweeps.md shows. */
export function shownStudy(): string {
  const [, study] = /^```yaml\n(.*?)^```/ms.exec(readPage('docs/sweeps.md'))!;
  return study!;
}
