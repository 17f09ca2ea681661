import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { planSweep } from '../../../src/sweep/plan/plan.ts';
import { laidOver } from '../../../src/sweep/study/overlay.ts';
import { parseStudy, readStudy, readyStudies } from '../../../src/sweep/study/study-file.ts';
import { studySchema } from '../../../src/sweep/study/study-schema.ts';
import { packageRoot } from '../../../src/version.ts';

function inConfigs(file: string): string {
  return readFileSync(join(packageRoot(), 'configs', file), 'utf8');
}

const [page, listed] = ['docs/sweeps.md', 'docs/reproducing.md'].map((path) =>
  readFileSync(join(packageRoot(), path), 'utf8'),
) as [string, string];

describe('the studies that come with rl-bench', () => {
  test('are those that docs/reproducing.md names', () => {
    const named = [...listed.matchAll(/^\| `configs\/(.+)\.yaml` \|/gm)].map(([, name]) => name);
    expect(readyStudies().sort()).toEqual(named.sort());
  });

  test.each(readyStudies())('%s can be planned, and says what it answers', (name) => {
    const { study, origin } = readStudy(name);
    const { populations } = planSweep(study, {}, origin);
    expect(populations.length).toBeGreaterThan(1);
    const seeds = populations.flatMap(({ population }) => population.members.map(({ seed }) => seed));
    expect(new Set(seeds).size).toBeGreaterThanOrEqual(3);
    const [first, ...lines] = inConfigs(`${name}.yaml`).split('\n');
    expect(first).toBe('# yaml-language-server: $schema=./study.schema.json');
    expect(lines.slice(0, 3).join(' ')).toMatch(/\?/);
  });

  test('are found by name or path from any folder', () => {
    const read = ['quick', 'quick.yaml', 'configs/quick', 'configs/quick.yaml'].map(
      (path) => readStudy(path).study,
    );
    expect(new Set(read.map((study) => JSON.stringify(study))).size).toBe(1);
  });

  test('train with less by flags laid over them', () => {
    const { study, origin } = laidOver(readStudy('quick'), { total_timesteps: 1024, seeds: 1 });
    const { populations } = planSweep(study, {}, origin);
    expect(populations.every(({ population }) => population.totalTimesteps === 1024)).toBe(true);
  });
});

test('the study in docs/sweeps.md can be planned', () => {
  const [, text] = /```yaml\n(# yaml-language-server[^`]*)```/.exec(page)!;
  const { study, origin } = parseStudy(text!, 'sweeps.md');
  const { populations, tuning } = planSweep(study, {}, origin);
  expect(populations).toHaveLength(8);
  expect(tuning).toMatchObject({ seeds: expect.arrayContaining([1, 10]) });
});

describe('a file that is not there', () => {
  test.each([
    ['configs/quik.yaml', /^configs\/quik\.yaml: there is no such file: did you mean configs\/quick\?/],
    ['quik', /^quik: there is no such file: did you mean quick\?/],
    ['defaults/cartpole.yaml', /there is no such file \(studies that come with rl-bench: advantages, /],
    ['src', /^src: it is a folder/],
  ])('%s', (path, message) => {
    expect(() => readStudy(path)).toThrow(message);
  });
});

test('configs/study.schema.json is up to date: npm run schema', () => {
  expect(JSON.parse(inConfigs('study.schema.json'))).toEqual(JSON.parse(studySchema()));
});
