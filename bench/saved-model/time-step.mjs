/**
 * Times the SavedModels of make-step.py in tfjs-node beside the same step of `rl-bench` on `node` and on `simd`, and says
 * where the time of a step on `node` goes. Usage: node bench/saved-model/time-step.mjs FOLDER [MEMBERS …], in a clone that is
 * built, where `rl-bench setup tensorflow` has been run.
 *
 * Every contender is a process of its own; they take turns, and medians over the rounds are shown, in CPU time of all threads
 * (which a busy machine leaves as it is) and in time on the clock.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const rounds = Number(process.env.ROUNDS ?? 3);
/** Seconds of measuring in a round. */
const seconds = 2;
const [rows, stepsOfUpdate] = [128, 16];

if (process.argv[2] === '--measure') {
  const [contender, folder, members] = process.argv.slice(3);
  console.log(JSON.stringify(await measure(contender, folder, Number(members))));
  process.exit();
}

const [folder, ...counts] = process.argv.slice(2);
for (const members of counts.length > 0 ? counts.map(Number) : [1, 64, 1024]) {
  const contenders = ['simd', 'node', ...models(members)];
  const answers = Object.fromEntries(contenders.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const name of contenders) {
      const args = [fileURLToPath(import.meta.url), '--measure', name, folder, String(members)];
      answers[name].push(
        JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }).trim().split('\n').at(-1)),
      );
    }
  }
  const [simd, simdWall] = ['cpu', 'wall'].map((key) => median(answers.simd.map((answer) => answer[key])));
  console.log(`\n${members} members: a step's CPU ms, ms on the clock, times as fast as simd by both`);
  for (const [name, all] of Object.entries(answers)) {
    const { cpu, wall, ...shares } = Object.fromEntries(
      Object.keys(all[0]).map((key) => [key, median(all.map((answer) => answer[key]))]),
    );
    const figures = [cpu, wall, simd / cpu, simdWall / wall].map((figure) =>
      figure.toPrecision(3).padStart(8),
    );
    console.log(name.padEnd(12), ...figures, Object.keys(shares).length > 0 ? JSON.stringify(shares) : '');
  }
}

function models(members) {
  return ['', '-xla'].flatMap((suffix) =>
    existsSync(join(folder, `${members}${suffix}`)) ? [`step${suffix}`, `update${suffix}`] : [],
  );
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}

/** Milliseconds of a step, and on node where they go. */
async function measure(contender, folder, members) {
  const rlBench = await import(new URL('../../dist/index.js', import.meta.url));
  const [signature, xla] = contender.split('-');
  if (contender === 'simd' || contender === 'node') return ownStep(rlBench, contender, members);
  await rlBench.startBackend('node');
  return modelStep(rlBench.tf, join(folder, xla ? `${members}-xla` : String(members)), signature, members);
}

/** A step of training: what four more epochs add to an update, whose roll-out is the same. */
async function ownStep({ startBackend, trainPopulation, parseCall, tf }, backend, members) {
  await startBackend(backend);
  const binding = backend === 'node' ? watched(tf.backend()) : undefined;
  const training = (epochs) =>
    trainPopulation({
      env: 'cartpole',
      agent: parseCall(`ppo(num_minibatches=4,update_epochs=${epochs})`),
      network: parseCall('mlp(sizes=[64,64])'),
      members: Array.from({ length: members }, (_, seed) => ({
        seed,
        optimizer: parseCall('ADAM(lr=0.00025)'),
      })),
      totalTimesteps: 1e9,
      evaluation: { count: 0, episodes: 1 },
    });
  const [few, many] = [training(1), training(5)];
  // The evaluation at the start, an update in which things are made that stay, and one more to warm up.
  for (let i = 0; i < 3; i++) for (const each of [few, many]) await each.next();
  const timed = async (each) => {
    const before = { ...binding };
    const cpuBefore = process.cpuUsage();
    const start = performance.now();
    await each.next();
    const wall = performance.now() - start;
    const { user, system } = process.cpuUsage(cpuBefore);
    return {
      wall,
      cpu: (user + system) / 1000,
      ...Object.fromEntries(Object.keys(before).map((key) => [key, binding[key] - before[key]])),
    };
  };
  const answers = [];
  const start = performance.now();
  while (answers.length < 3 || performance.now() - start < 1000 * seconds) {
    const [less, more] = [await timed(few), await timed(many)];
    answers.push(
      Object.fromEntries(Object.keys(more).map((key) => [key, (more[key] - less[key]) / stepsOfUpdate])),
    );
  }
  const of = (key) => median(answers.map((answer) => answer[key]));
  const [cpu, wall] = [of('cpu'), of('wall')];
  if (binding === undefined) return { cpu, wall };
  const share = (key) => Math.round((100 * of(key)) / wall) / 100;
  return {
    cpu,
    wall,
    calls: of('calls'),
    inTensorflow: share('executing'),
    transfers: share('moving'),
    freeing: share('freeing'),
  };
}

/** Counts and times the calls of TensorFlow's binding from now on. */
function watched(backend) {
  const { binding } = backend;
  const seen = { calls: 0, executing: 0, moving: 0, freeing: 0 };
  // Its own functions cannot be replaced.
  backend.binding = Object.create(binding);
  const watch = (name, account) => {
    const value = (...args) => {
      const start = performance.now();
      const result = binding[name](...args);
      seen[account] += performance.now() - start;
      if (account === 'executing') seen.calls++;
      return result;
    };
    Object.defineProperty(backend.binding, name, { value });
  };
  watch('executeOp', 'executing');
  watch('createTensor', 'moving');
  watch('tensorDataSync', 'moving');
  watch('deleteTensor', 'freeing');
  return seen;
}

/** A minibatch is sent up, the model runs, the loss is read: so many times as there are steps of learning. */
async function modelStep(tf, place, signature, members) {
  const root =
    process.env.RL_BENCH_TENSORFLOW ||
    join(process.env.XDG_DATA_HOME || join(homedir(), '.local/share'), 'rl-bench/tensorflow');
  const package_ = join(root, 'node/node_modules/@tensorflow/tfjs-node/dist/index.js');
  const { node } = (await import(pathToFileURL(package_))).default;
  const model = await node.loadSavedModel(place, ['serve'], signature);
  const drawn = (...shape) =>
    Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => Math.random() - 0.5);
  const minibatch = [drawn(members, rows, 4), new Int32Array(members * rows), drawn(4, members, rows)];
  const step = () =>
    tf.tidy(() => {
      const [observations, actions, numbers] = minibatch;
      const given = {
        observations: tf.tensor(observations, [members, rows, 4]),
        actions: tf.tensor(actions, [members, rows], 'int32'),
        numbers: tf.tensor(numbers, [4, members, rows]),
      };
      return model.predict(given).loss.dataSync();
    });
  for (let i = 0; i < 3; i++) step();
  let steps = 0;
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  while (steps < 3 || performance.now() - start < 1000 * seconds) {
    const [loss] = step();
    if (!Number.isFinite(loss)) throw new Error(`${place}: the loss is ${loss}`);
    steps++;
  }
  const { user, system } = process.cpuUsage(cpuBefore);
  const all = steps * (signature === 'update' ? stepsOfUpdate : 1);
  return { cpu: (user + system) / 1000 / all, wall: (performance.now() - start) / all };
}
