import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readClaim, readyClaims } from '../../src/claims/claim-file.ts';

const document = new URL('../../docs/studies.md', import.meta.url);

test('docs/studies.md says of each of its studies the claim, whether it held, and by which command, and shows a picture', () => {
  const [head, ...sections] = readFileSync(document, 'utf8').split(/^## /m);
  expect(sections.length).toBeGreaterThan(0);
  for (const section of sections) {
    const name = section.slice(0, section.indexOf('\n'));
    expect(readyClaims()).toContain(name);
    const { seeds } = readClaim(name);
    const [, verdict] = /^\*\*(holds|does not hold|cannot be said)\.\*\* /m.exec(section)!;
    expect(head).toMatch(new RegExp(`^\\| ${name} \\| ${seeds} \\| ${verdict} \\|$`, 'm'));
    expect(section).toMatch(new RegExp(`^ {4}rl-bench study ${name}( --seeds ${seeds})?$`, 'm'));
    const [, picture] = /!\[.*\]\((.*)\)/.exec(section)!;
    expect(existsSync(new URL(picture!, document))).toBe(true);
  }
});
