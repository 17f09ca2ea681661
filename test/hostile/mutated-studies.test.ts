import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'vitest';
import { temporaryFolder } from '../cli/command.ts';
import { account } from './account.ts';
import { chanceOf } from './chance.ts';
import { judged } from './command-verdict.ts';
import { inParallel } from './in-parallel.ts';
import { mutated } from './mutate-text.ts';
import { casesOf } from './share.ts';

/** A study with something of everything. */
const rich = `title: rich
envs:
  - cartpole
  - name: "point-nav(random_goal=false)"
    total_timesteps: 2048
agents: [ppo, reinforce]
optimizers:
  - ADAM
  - name: MILO
    momentum: [0, 0.9]
    lr: { log_uniform: [1e-3, 3e-2], samples: 2 }
  - "CLIP(SGD(momentum=0.5))"
tuning:
  seeds: 2
seeds: 2
total_timesteps: 1024
evaluations: 2
`;

/** The studies that come with rl-bench. */
function readyStudies(): string[] {
  const folder = fileURLToPath(new URL('../../configs/', import.meta.url));
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  return files.map((name) => readFileSync(join(folder, name), 'utf8'));
}

test('mutated studies: planned, or refused in one line', async () => {
  const originals = [rich, ...readyStudies()];
  const cases = casesOf(300);
  const verdicts = await inParallel(cases, async (index) => {
    const chance = chanceOf(`study ${index}`);
    const text = mutated(chance.one(index % 2 === 0 ? [rich] : originals), chance);
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'study.yaml'), text);
    const verdict = await judged(folder, ['sweep', 'study.yaml', '--dry-run']);
    const created = readdirSync(folder).filter((name) => name === 'runs');
    const fault = verdict.fault ?? (created.length > 0 ? '--dry-run wrote files' : null);
    return { ...verdict, fault, case: `study ${index}\n${text.slice(0, 2000)}` };
  });
  account('mutated studies', verdicts);
});
