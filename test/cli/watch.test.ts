import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pngOf } from '../../src/report/export/png.ts';
import { temporaryFolder } from './command.ts';
import { rlBenchHere } from './in-this-process.ts';

const tiny =
  '--num-envs 2 --num-steps 16 --num-minibatches 2 --update-epochs 1 --network mlp(sizes=[8]) --total-timesteps 64 --evaluations 1 --eval-episodes 1 --seeds 1 --workers 1 --quiet'.split(
    ' ',
  );

async function trained(env: string, ...optimizers: readonly string[]): Promise<string> {
  const folder = temporaryFolder();
  // A team's agent has neither copies nor steps of a roll-out.
  const words = env.startsWith('point-nav-team') ? tiny.slice(4) : tiny;
  const said = await rlBenchHere(folder, '--env', env, '--optimizers', ...optimizers, ...words);
  expect(said.status, said.stderr).toBe(0);
  return folder;
}

test('plays in the terminal: a line of state for each step, from the same start for all', async () => {
  const folder = await trained('pendulum(max_episode_steps=5)', 'ADAM', 'SGD');
  const { status, stdout, stderr } = await rlBenchHere(folder, 'watch', '1', '2');
  expect(status, stderr).toBe(0);
  const lines = stdout.trimEnd().split('\n');
  expect(lines).toHaveLength(12);
  expect(lines[0]).toMatch(/^run 1 {2}step 0 {2}return 0 {2}cos \S+ {2}sin \S+ {2}speed \S+$/);
  expect(lines[1]!.replace('run 2', 'run 1')).toBe(lines[0]);
  expect(lines[11]).toMatch(/^run 2 {2}step 5 {2}return -\S+ {2}action \S+ .* over$/);
  expect((await rlBenchHere(folder, 'watch', '1', '2')).stdout).toBe(stdout);
  expect((await rlBenchHere(folder, 'watch', '1', '--seed', '1')).stdout.split('\n')[0]).not.toBe(lines[0]);
});

test.each([
  'cartpole(max_episode_steps=12)',
  'mountain-car(max_episode_steps=5)',
  'mountain-car-continuous(max_episode_steps=5)',
  'pendulum(max_episode_steps=5)',
  'acrobot(max_episode_steps=5)',
  'frozen-lake(slippery=false)',
  'taxi(max_episode_steps=6)',
  'memory-length(n=6)',
  'point-nav(max_episode_steps=5)',
  'point-nav-team(max_episode_steps=5)',
])('makes an SVG, a page and a GIF of %s', async (env) => {
  const folder = await trained(env, 'ADAM');
  for (const file of ['e.svg', 'e.html', 'e.gif']) {
    const { status, stderr } = await rlBenchHere(folder, 'watch', '1', '--out', file);
    expect(status, stderr).toBe(0);
  }
  const svg = readFileSync(join(folder, 'e.svg'), 'utf8');
  expect(svg).not.toMatch(/NaN|undefined|var\(/);
  expect(svg.match(/<animate /g)!.length).toBeGreaterThan(4);
  expect((await pngOf(svg)).length).toBeGreaterThan(2000);
  const page = readFileSync(join(folder, 'e.html'), 'utf8');
  expect(page).toContain('class="frame shown" data-step="0"');
  expect(page.split('<script>')[0]).not.toMatch(/NaN|undefined/);
  expect(readFileSync(join(folder, 'e.gif')).subarray(0, 6).toString()).toBe('GIF89a');
});

test.each([
  [['watch', '1', '--out', 'e.mp4'], 'ends in .gif, .svg, .html'],
  [['watch', 'one'], 'a run has a number'],
  [['watch', '9'], 'run 9'],
  [['watch', '1', '--episodes', '17'], '--episodes'],
  [['watch', '1', '--env', 'cartpole'], 'cartpole'],
])('%j is refused in one line', async (words, said) => {
  const folder = await trained('pendulum(max_episode_steps=5)', 'ADAM');
  const { status, stderr } = await rlBenchHere(folder, ...words);
  expect(status).toBe(2);
  expect(stderr).toContain(said);
  expect(stderr.trimEnd()).not.toContain('\n');
});
