import { readFileSync } from 'node:fs';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** Every `npx rl-bench …` that stands in a block of commands, in the order of the page, without its comment. Default: the README. */
export function shownCommands(text = readme): string[] {
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block]) => block!);
  return blocks
    .flatMap((block) => block.replaceAll(/ \\\n\s*/g, ' ').split('\n'))
    .flatMap((line) => line.split(' && '))
    .filter((line) => line.startsWith('npx rl-bench'))
    .map((line) => line.replace(/\s+#.*$/, ''));
}

/** The families of optimizers of its table, each with what it links to. */
export function shownFamilies(): { family: string; link: string }[] {
  const rows = readme.matchAll(/^\| \[([^\]]+)\]\((docs\/optimizers\/[^)]+)\) \|/gm);
  return [...rows].map(([, family, link]) => ({ family: family!, link: link! }));
}

/** The study that the page shows. */
export function shownStudy(): string {
  const [, study] = /^```yaml\n(.*?)^```/ms.exec(readme)!;
  return study!;
}
