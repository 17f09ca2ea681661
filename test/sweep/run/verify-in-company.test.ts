import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import { startBackend, stopBackends } from '../../../src/backends/index.ts';
import { retrace } from '../../../src/loss-map/policy/retrace.ts';
import { openReadonly } from '../../../src/store/index.ts';
import { openDatabase } from '../../../src/store/sqlite.ts';
import { trainedRun } from '../../../src/sweep/run/trained-run.ts';
import * as tf from '../../../src/tensors/tf.ts';
import { putSetUp } from '../../backends/put-set-up.ts';
import { temporaryFolder } from '../../cli/command.ts';
import { ask, database } from '../../cli/contents.ts';
import { rlBenchHereWith } from '../../cli/in-this-process.ts';
import { cpuAsTensorflow } from '../../setup/stand-ins.ts';

/** As TensorFlow's own kernels do, it computes other last digits for tensors of another size. */
const companyCounts = `${cpuAsTensorflow}
  const tanh = kernels.get('tensorflow_Tanh');
  kernels.set('tensorflow_Tanh', {
    ...tanh,
    kernelFunc(given) {
      const result = tanh.kernelFunc(given);
      const { values } = given.backend.data.get(result.dataId);
      for (let i = 0; i < values.length; i++) values[i] *= 1 + 1e-6 * result.shape[0];
      return result;
    },
  });
`;

const root = mkdtempSync(join(tmpdir(), 'rl-bench-set-up-'));
putSetUp(root, companyCounts);

afterAll(async () => {
  stopBackends();
  tf.removeBackend('tensorflow');
  await startBackend('cpu');
  rmSync(root, { recursive: true });
});

const here = (folder: string, ...words: string[]) =>
  rlBenchHereWith({ RL_BENCH_TENSORFLOW: root }, folder, ...words);

const training = [
  ...['--env', 'cartpole(max_episode_steps=10)', '--backend', 'node', '--optimizers', 'ADAM', '--quiet'],
  ...['--num-envs', '2', '--num-steps', '16', '--update-epochs', '1', '--total-timesteps', '64'],
  ...['--eval-episodes', '1', '--network', 'mlp(sizes=[8])'],
];

/** A folder with the finished runs of so many seeds. */
async function trained(seeds: number): Promise<string> {
  const folder = temporaryFolder();
  const { status, stderr } = await here(folder, ...training, '--seeds', String(seeds));
  expect([status, stderr]).toEqual([0, '']);
  return folder;
}

const norms = (folder: string, run: number) =>
  ask(
    folder,
    `select grad_norm from gradient_stats where run_id = ${run} order by update_index, layer_index`,
  );

test('Where company decides last digits, a run is trained again beside those that it trained with', async () => {
  const folder = await trained(2);
  expect(norms(await trained(1), 1)).not.toEqual(norms(folder, 1));

  const verified = await here(folder, 'verify', '2');
  expect(verified.stdout).toMatch(
    /^run 2 trained again beside the 1 run that it trained with: \d+ rows, all the same\n$/,
  );
  expect(verified.status).toBe(0);
});

test('The way of its policy is shown as it goes there', async () => {
  onTestFinished(() => void vi.unstubAllEnvs());
  const way = async (folder: string, run: number) => {
    vi.stubEnv('RL_BENCH_TENSORFLOW', root);
    const db = openReadonly(join(folder, database));
    const how = { plugins: [], folder: temporaryFolder(), signal: new AbortController().signal };
    const retraced = await retrace(db, trainedRun(db, run), 3, how);
    db.close();
    return retraced!;
  };
  const folder = await trained(2);
  const [alone, first, second] = [await way(await trained(1), 1), await way(folder, 1), await way(folder, 2)];
  expect(first.verification.company).toBe(1);
  expect(first.path.map(({ update }) => update)).toEqual([0, 1, 2]);
  expect(first.path[0]).toEqual(alone.path[0]);
  expect(first.path[2]).not.toEqual(alone.path[2]);
  expect(second.path[0]).not.toEqual(first.path[0]);
  const values = ({ batch }: typeof first) => [...batch.buffer.experience().values];
  const near = values(alone).map((value) => expect.closeTo(value, 4) as number);
  expect(values(first)).toEqual(near);
  expect(values(second)).not.toEqual(near);
});

test('A run that is not the same again says what it may have to do with its company', async () => {
  const folder = await trained(2);
  const db = openDatabase(join(folder, database));
  db.exec('update runs set share = member');
  db.close();
  // As if the other had ended before it was resumed.
  const alone = await here(folder, 'verify', '2');
  expect(alone.stderr).toMatch(/^rl-bench: run 2 trained again is not the same: row \d+ of /);
  expect(alone.status).toBe(1);

  const again = openDatabase(join(folder, database));
  again.exec(
    'update runs set share = 0; update updates set entropy = 1 where run_id = 2 and update_index = 2',
  );
  again.close();
  const { stderr, status } = await here(folder, 'verify', '2');
  expect(stderr).toMatch(
    /^rl-bench: run 2 trained again beside the 1 run .* is not the same: row 1 of updates: entropy was 1, .*; on node last digits depend on who trains together, .*\n$/,
  );
  expect(status).toBe(1);
});
