import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../cli/command.ts';
import { ask } from '../cli/contents.ts';
import { rlBenchHere } from '../cli/in-this-process.ts';

const goldens = fileURLToPath(new URL('../goldens/import', import.meta.url));
const cleanRl = join(goldens, 'cleanrl');
const sb3 = join(goldens, 'sb3');
const first = join(sb3, 'ppo', 'CartPole-v1_1');
const eventsOf = (folder: string): string => join(folder, 'events.out.tfevents.1700000000.host.1.0');

async function done(folder: string, ...args: readonly string[]): Promise<string> {
  const said = await rlBenchHere(folder, ...args);
  expect(said.status, said.stderr).toBe(0);
  return said.stdout;
}

async function refused(folder: string, ...args: readonly string[]): Promise<string> {
  const said = await rlBenchHere(folder, ...args);
  expect(said.status, args.join(' ')).toBe(2);
  expect(said.stderr.trim().split('\n'), said.stderr).toHaveLength(1);
  return said.stderr;
}

function written(folder: string, name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

test("CleanRL's event files: names and settings by their text, episodes and losses by their tags", async () => {
  const folder = temporaryFolder();
  expect(await done(folder, 'import', cleanRl, '--optimizer', 'ADAM')).toContain('3 runs are experiment 1');
  expect(
    ask(
      folder,
      `select env || ' ' || agent || ' ' || optimizer || ' ' || seed || ' ' || learning_rate || ' ' || total_timesteps || ' ' || status from runs`,
    ),
  ).toEqual([1, 2, 3].map((seed) => `cartpole ppo ADAM ${seed} 0.00025 2048 finished`));
  expect(ask(folder, 'select count(*) from episodes')).toEqual([120]);
  // The numbers of seed 1, as its writer drew them and TensorBoard's own reader finds them.
  expect(ask(folder, 'select "return" from episodes where run_id = 1 order by episode limit 4')).toEqual([
    22, 21, 24, 21,
  ]);
  expect(ask(folder, 'select value_loss from updates where run_id = 1 order by update_index')).toEqual([
    9.5, 8.5, 7.5, 6.5,
  ]);
  expect(ask(folder, 'select env_step from updates where run_id = 1')).toEqual([512, 1024, 1536, 2048]);
  const board = await done(folder, 'leaderboard');
  expect(board).toContain('last 100: mean return of the last 100 training episodes; nothing was evaluated.');
});

test("a folder of Stable-Baselines3's: monitors, evaluations and logs of a run are put together", async () => {
  const folder = temporaryFolder();
  await done(folder, 'import', sb3, '--optimizer', 'ADAM');
  const episodes = readFileSync(join(first, '0.monitor.csv'), 'utf8').trim().split('\n').slice(2);
  const lengths = episodes.map((line) => Number(line.split(',')[1]));
  expect(ask(folder, 'select length from episodes where run_id = 1 order by episode')).toEqual(lengths);
  expect(ask(folder, 'select max(env_step) from episodes where run_id = 1')).toEqual([
    lengths.reduce((sum, each) => sum + each, 0),
  ]);
  const progress = readFileSync(join(first, 'progress.csv'), 'utf8').trim().split('\n');
  const means = progress
    .slice(1)
    .flatMap((line) => (line.split(',')[0] === '' ? [] : [Number(line.split(',')[0])]));
  expect(ask(folder, 'select mean_return from evaluations where run_id = 1')).toEqual(means);
  expect(ask(folder, 'select env_step from evaluations where run_id = 1')).toEqual([256, 512, 768, 1024]);
  expect(ask(folder, 'select distinct episodes from evaluations')).toEqual([5]);
  expect(
    ask(folder, 'select count(*) from updates where run_id = 1 and entropy > 0 and wall_s > 0'),
  ).not.toEqual([0]);
  expect(ask(folder, 'select reward_threshold from runs where id = 1')).toEqual([475]);
});

test('TensorBoard and CSV of one run say the same', async () => {
  const folder = temporaryFolder();
  await done(folder, 'import', eventsOf(first), '--optimizer', 'A', '--env', 'x');
  await done(folder, 'import', join(first, 'progress.csv'), '--optimizer', 'B', '--env', 'x');
  const of = (run: number) =>
    ask(folder, `select round(mean_return, 3) || ' ' || env_step from evaluations where run_id = ${run}`);
  expect(of(1)).toHaveLength(4);
  expect(of(2)).toEqual(of(1));
});

test('tables: columns say whose a row is; curves of Weights & Biases are a run a column; JSON is the same', async () => {
  const folder = temporaryFolder();
  const csv =
    'optimizer,env,seed,env_step,mean_return\nADAM,x,4,0,1\nADAM,x,4,10,3\nSGD,x,4,0,1\nSGD,x,4,10,nan\n';
  await done(folder, 'import', written(folder, 'named.csv', csv));
  expect(
    ask(
      folder,
      "select optimizer || seed || ' ' || count(*) from runs join evaluations on run_id = id group by id",
    ),
  ).toEqual(['ADAM4 2', 'SGD4 2']);
  const curves =
    '"Step","a__ppo__7__1 - eval/mean_reward","a__ppo__7__1 - eval/mean_reward__MIN"\n"5","2.5","0"\n"9","","0"\n"10","3.5","0"\n';
  await done(folder, 'import', written(folder, 'wandb.csv', curves), '--optimizer', 'ADAM');
  expect(
    ask(
      folder,
      'select env || agent || seed || mean_return from runs join evaluations on run_id = id where experiment_id = 2',
    ),
  ).toEqual(['appo72.5', 'appo73.5']);
  const history = JSON.stringify({
    one: [{ global_step: 5, r: 1, _step: 0, seed: 3 }],
    two: [{ global_step: 5, r: 2, seed: 4 }],
  });
  await done(folder, 'import', written(folder, 'h.json', history), '--optimizer', 'ADAM', '--env', 'x');
  expect(
    ask(folder, 'select seed || "return" from runs join episodes on run_id = id where experiment_id = 3'),
  ).toEqual(['31.0', '42.0']);
  // Names by their places, and columns by what a user calls them.
  const own = written(folder, 'LION/x_seed9/log.csv', 't,score\n1,2\n');
  await done(
    folder,
    'import',
    own,
    '--names',
    '{optimizer}/{env}_seed{seed}',
    '--step',
    't',
    '--evaluations',
    'score',
  );
  expect(ask(folder, 'select optimizer || env || seed from runs where experiment_id = 4')).toEqual([
    'LIONx9',
  ]);
});

test('what was imported is compared beside ours, and what cannot be done with it is said in one line', async () => {
  const folder = temporaryFolder();
  const table = (optimizer: string): string =>
    `optimizer,env,agent,seed,env_step,mean_return\n${[1, 2, 3, 4].map((seed) => `${optimizer},CartPole-v1,ppo,${seed},1024,${seed}`).join('\n')}`;
  await done(folder, 'import', written(folder, 'a.csv', table('OTHER')));
  const budget = [
    '--total-timesteps',
    '1024',
    '--eval-episodes',
    '3',
    '--seeds',
    '4',
    '--workers',
    '1',
    '--quiet',
  ];
  await done(folder, '--env', 'CartPole-v1', '--optimizers', 'ADAM', ...budget);
  const said = await done(folder, 'compare', '--experiment', '1', '2');
  expect(said).toContain('OTHER');
  expect(said.replaceAll(/\s+/g, ' ')).toContain('Experiment 1 was imported: its evaluations');
  await done(folder, 'report', '--experiment', '1');
  expect(existsSync(join(folder, 'runs/report.html'))).toBe(true);
  expect(await refused(folder, 'resume', '1')).toContain('rl-bench did not train it');
  expect(await refused(folder, 'seeds', '1', '--add', '2')).toContain('cannot be enlarged');
  for (const words of [
    ['verify', '1'],
    ['watch', '1'],
    ['evaluate', '1'],
    ['policy', '1', '--out', 'p.onnx'],
    ['loss-map', '--policy', '1'],
  ]) {
    expect(await refused(folder, ...words)).toContain('was imported from');
  }
  expect(await refused(folder, 'import', join(folder, 'a.csv'))).toContain(
    'these runs are experiment 1 already',
  );
});

test('damaged files, and what cannot be told, are refused in one line, and nothing is written', async () => {
  const folder = temporaryFolder();
  const events = readFileSync(eventsOf(first));
  const npz = readFileSync(join(first, 'evaluations.npz'));
  const flipped = (bytes: Uint8Array, at: number): Buffer => {
    const copy = Buffer.from(bytes);
    copy[at] = copy[at]! ^ 0xff;
    return copy;
  };
  const monitor = '#{"t_start": 1, "env_id": "x"}\nr,l,t\n';
  const head = 'env_step,mean_return\n';
  const tf = 'events.out.tfevents.1.x';
  const cases: readonly (readonly [name: string, content: string | Uint8Array, said: string])[] = [
    [`1/${tf}`, '', 'holds no event'],
    [`2/${tf}`, events.subarray(0, 7), 'holds no event'],
    [`3/${tf}`, Buffer.alloc(64, 7), 'no record of TensorBoard'],
    [`4/${tf}`, flipped(events, 0), 'no record of TensorBoard'],
    [`5/${tf}`, flipped(events, 14), 'its checksum is another'],
    [`6/${tf}`, flipped(events, events.length - 1), 'its checksum is another'],
    [`7/${tf}`, flipped(events, 9), 'no record of TensorBoard'],
    [`8/${tf}`, events.subarray(0, 60), 'holds no event'],
    ['1.npz', '', 'no archive of NumPy'],
    ['2.npz', npz.subarray(0, 500), 'no archive of NumPy'],
    ['3.npz', npz.subarray(200), 'cannot be imported'],
    ['4.npz', Buffer.alloc(100, 80), 'no archive of NumPy'],
    ['5.npz', Buffer.from('PK\x05\x06' + '\0'.repeat(18), 'latin1'), 'no timesteps and results'],
    ['1.monitor.csv', '', 'its first line'],
    ['2.monitor.csv', 'r,l,t\n1,2,3\n', 'its first line'],
    ['3.monitor.csv', '#{\nr,l,t\n', 'its first line'],
    ['4.monitor.csv', '#{}\nr,l\n1,2\n', 'no column t'],
    ['5.monitor.csv', `${monitor}1,2\n`, 'line 3 has 2 cells'],
    ['6.monitor.csv', `${monitor}a,2,3\n`, 'line 3: r is "a"'],
    ['7.monitor.csv', `${monitor}1,2.5,3\n`, 'no whole number'],
    ['8.monitor.csv', monitor, 'no returns'],
    ['9.monitor.csv', `${monitor}1,-2,3\n`, 'no whole number'],
    ['1.csv', '', 'no first line'],
    ['2.csv', head, 'it has no row'],
    ['3.csv', `${head}1\n`, 'line 2 has 1 cells'],
    ['4.csv', `${head}1,"2\n`, 'a quote'],
    ['5.csv', `${head}1,two\n`, 'mean_return is "two"'],
    ['6.csv', `${head}-1,2\n`, 'no whole number'],
    ['7.csv', `${head},2\n`, 'env_step is empty'],
    ['8.csv', 'a,b\n1,2\n', '--step names one of a, b'],
    ['9.csv', 'step,score\n1,2\n', 'only score; --evaluations or --episodes names'],
    ['10.csv', 'step,step\n1,2\n', 'two of its columns'],
    ['11.csv', Buffer.from([0x73, 0xff, 0xfe, 0x0a]), 'no text in UTF-8'],
    ['1.json', '{', 'it is no JSON'],
    ['2.json', '[1]', 'row 1 is no object'],
    ['3.json', '[]', 'it has no row'],
    ['4.json', '[{}]', 'row 1 is empty'],
    ['5.jsonl', '{"step":1,"r":2}\n{"step":', 'nor is line 2'],
    ['6.json', '[{"step":"x","r":2}]', 'step is "x"'],
    ['model.zip', 'x', 'no file that is known by its name'],
  ];
  for (const [name, content, words] of cases) {
    const path = written(folder, name, content);
    const said = await refused(folder, 'import', path, '--optimizer', 'ADAM', '--env', 'x');
    expect(said, name).toContain(words);
    expect(said, name).toContain(name);
  }
  expect(await refused(folder, 'import', 'nowhere', '--optimizer', 'ADAM')).toContain(
    'there is no such file',
  );
  mkdirSync(join(folder, 'empty'));
  expect(await refused(folder, 'import', 'empty', '--optimizer', 'ADAM')).toContain('it has no event files');
  expect(await refused(folder, 'import', cleanRl)).toContain('nothing tells by which optimizer');
  expect(await refused(folder, 'import', cleanRl, '--optimizer', 'ADAM', '--seed', '1')).toContain(
    'are both seed 1',
  );
  expect(await refused(folder, 'import', cleanRl, '--optimizer', 'ADAM', '--names', '{what}')).toContain(
    '--names has {what}',
  );
  const means = ['import', eventsOf(first), '--optimizer', 'ADAM', '--env', 'x', '--evaluations', 'no/tag'];
  expect(await refused(folder, ...means)).toContain('which --evaluations names');
  expect(existsSync(join(folder, 'runs', 'rl-bench.sqlite'))).toBe(false);
});
