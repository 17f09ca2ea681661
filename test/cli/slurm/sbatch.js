/**
 * Stands for Slurm's sbatch: runs the tasks of a script one after the other before it returns, as far as rl-bench's scripts
 * use it. SLURM_STAND_IN names a folder for what it has to remember, and the tasks that do not come to their end at once:
 * `limit` is sent USR1, as at the limit of its time, `crash` is killed with all that it has started.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const args = process.argv.slice(2);
if (args.includes('--version')) {
  console.log('slurm stand-in');
  process.exit(0);
}
const memory = process.env.SLURM_STAND_IN;
mkdirSync(memory, { recursive: true });
const dependency = args.find((arg) => arg.startsWith('--dependency='));
const [script, ...words] = args.filter((arg) => !arg.startsWith('--'));
const text = readFileSync(script, 'utf8');
const option = (name) => new RegExp(`^#SBATCH --${name}(?:=(.*))?$`, 'm').exec(text);

const numbers = join(memory, 'jobs');
const job = 1 + Number(existsSync(numbers) ? readFileSync(numbers, 'utf8') : 0);
writeFileSync(numbers, String(job));
const succeeded = (id) => join(memory, `succeeded-${id}`);
if (dependency !== undefined && !existsSync(succeeded(/^--dependency=afterok:(\d+)$/.exec(dependency)[1]))) {
  console.log(job);
  process.exit(0);
}

const [first, last] = (option('array')?.[1] ?? '0-0').split('-').map(Number);
let good = true;
for (let task = first; task <= last; task++) {
  const id = `${job}_${task}`;
  const trouble = { [process.env.SLURM_LIMIT]: 'limit', [process.env.SLURM_CRASH]: 'crash' }[task];
  for (let attempt = 0; ; attempt++) {
    const { code, requeued } = await run(
      task,
      id,
      attempt === 0 && dependency === undefined ? trouble : undefined,
    );
    // Who has lost its node is queued again where the script allows it.
    const again = requeued || (code === null && option('requeue') !== null);
    if (again && attempt < 5) continue;
    good &&= code === 0;
    break;
  }
}
if (good) writeFileSync(succeeded(job), '');
console.log(`${job};cluster`);

async function run(task, id, trouble) {
  const asked = join(memory, `requeue-${id}`);
  rmSync(asked, { force: true });
  const output = (option('output')?.[1] ?? join(memory, 'out')).replace('%a', String(task));
  const { openSync } = await import('node:fs');
  const log = openSync(output, option('open-mode')?.[1] === 'append' ? 'a' : 'w');
  const child = spawn('bash', [script, ...words], {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, SLURM_JOB_ID: id, SLURM_ARRAY_TASK_ID: String(task) },
  });
  const ended = new Promise((resolve) => child.on('close', (code) => resolve(code)));
  const isOver = ended.then(() => true);
  if (trouble !== undefined) await untilTrained(task, isOver);
  if (trouble === 'crash') process.kill(-child.pid, 'SIGKILL');
  if (trouble === 'limit' && /^B:USR1@\d+$/.test(option('signal')[1])) child.kill('SIGUSR1');
  // What has asked to be queued again is ended.
  while (!(await Promise.race([isOver, setTimeout(100, false)]))) {
    if (existsSync(asked)) process.kill(-child.pid, 'SIGKILL');
  }
  return { code: await ended, requeued: existsSync(asked) };
}

/** Waits until a shard has written something beside its plan. */
async function untilTrained(task, isOver) {
  const file = join(process.env.SLURM_SHARDS, `shard-${task}.sqlite-wal`);
  let planned = 0;
  while (!(await Promise.race([isOver, setTimeout(50, false)]))) {
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (planned > 0 && size > planned + 100_000) return;
    if (size > 0 && planned === 0) planned = size;
  }
}
