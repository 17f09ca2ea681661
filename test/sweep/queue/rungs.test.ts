import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rlBench, temporaryFolder } from '../../cli/command.ts';
import { ask, contents } from '../../cli/contents.ts';
import { agentAt, isWhole, seen, signalAll, writerIn } from './agents-at-work.ts';
import { noRedis, ownRedis } from './redis.ts';

const tiny = `
title: tiny
env: cartpole
agents: ["ppo(num_envs=2,num_steps=32,update_epochs=1)"]
network: mlp(sizes=[8])
optimizers: [ADAM, SGD]
total_timesteps: 5120
eval_episodes: 1
`;
const studies = {
  'rungs of successive halving': `${tiny}
learning_rates: [1e-3, 1e-2, 0.1, 1]
tuning: { seeds: 2, halving: 2 }
seeds: 1
evaluations: 4
`,
  'blocks of seeds': `${tiny}
seeds: auto(block=2,max=4)
`,
};

/** A folder with the study. */
function folderOf(yaml: string): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'study.yaml'), yaml);
  return folder;
}

/** Runs that have come to the end of what they were to be trained for, for now or for good. */
function atRest(folder: string): number {
  try {
    return ask(
      folder,
      "select count(*) from runs where status in ('paused', 'dropped', 'finished')",
    )[0] as number;
  } catch {
    return 0;
  }
}

test.skipIf(noRedis !== undefined).each(Object.entries(studies))(
  'Agents train %s to the rows of one machine, whoever is killed and started again',
  async (_, yaml) => {
    const alone = folderOf(yaml);
    const { status, stderr } = rlBench(alone, 'sweep', 'study.yaml', '--quiet', '--workers', '1');
    expect(status, stderr).toBe(0);
    const folder = folderOf(yaml);
    const { url } = await ownRedis();
    const flags = ['--queue', url, '--checkpoint-interval', '0'];
    const writer = writerIn(folder, ['sweep', 'study.yaml', ...flags]);
    const agent = agentAt(folder, url);
    await seen(folder, () => atRest(folder) > 1);
    signalAll(agent, 'SIGKILL');
    signalAll(writer, 'SIGKILL');
    await writer.end;
    agentAt(folder, url);
    agentAt(folder, url);
    const again = writerIn(folder, ['resume', ...flags, '--audit', '1']);
    expect(await again.end, again.stderr()).toBe(0);
    expect(again.stderr()).toMatch(/units trained again: [\d,]+ rows, all the same/);
    expect(contents(folder)).toEqual(contents(alone));
    expect(isWhole(folder)).toBe(true);
  },
);
