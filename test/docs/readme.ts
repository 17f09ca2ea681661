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

/** The study that the page shows. */
export function shownStudy(): string {
  const [, study] = /^```yaml\n(.*?)^```/ms.exec(text)!;
  return study!;
}
