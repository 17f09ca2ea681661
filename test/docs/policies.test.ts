import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../cli/command.ts';
import { rlBenchHere } from '../cli/in-this-process.ts';
import { shownCommands } from './readme.ts';

const page = readFileSync(new URL('../../docs/policies.md', import.meta.url), 'utf8');

/** Words of a command, as a shell takes them apart. */
function wordsOf(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word!).slice(2);
}

test("The page's commands do what they say in the order in which they stand, and its Python loads the ONNX file", async () => {
  const folder = temporaryFolder();
  const commands = shownCommands(page).map(wordsOf);
  expect(commands.length).toBeGreaterThan(7);
  for (const words of commands) {
    const said = await rlBenchHere(folder, ...words);
    expect(said.status, `${words.join(' ')}: ${said.stderr}`).toBe(0);
  }
  for (const file of ['pilot.onnx', 'pilot.safetensors', 'pilot.json', 'other.sqlite']) {
    expect(existsSync(join(folder, file)), file).toBe(true);
  }
  const figures = async (...args: readonly string[]): Promise<unknown> =>
    JSON.parse((await rlBenchHere(folder, 'evaluate', '1', '--json', ...args)).stdout);
  expect(await figures('--db', 'other.sqlite')).toEqual(await figures());

  // A Python that has ONNX Runtime; .ci/on-onnxruntime makes one.
  const python = process.env.RL_BENCH_ONNX_PYTHON;
  if (python === undefined) return;
  const [, program] = /^```python\n(.*?)^```/ms.exec(page)!;
  const said = spawnSync(python, ['-c', program!], { cwd: folder, encoding: 'utf8' });
  expect(said.stderr).toBe('');
  expect(said.stdout).toMatch(
    /^env cartpole\nagent ppo\nnetwork mlp\(.*\)\noptimizer ADAM\nseed 1\n\[[01] [01]\]\n$/,
  );
});
