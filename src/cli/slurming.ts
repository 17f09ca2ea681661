import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { Argv } from 'yargs';
import { RunError, UsageError } from '../errors.ts';
import { makeFolder } from '../make-folder.ts';
import type { LoadedPlugin } from '../plugins/index.ts';
import type { SweepPlan } from '../sweep/plan/plan.ts';
import { refuseElsewhere } from '../sweep/plan/refuse-elsewhere.ts';
import { slurmFiles } from '../sweep/slurm/slurm-files.ts';
import { mostShards } from '../sweep/units/shard.ts';
import { nearPath } from '../text/db-flag.ts';
import { backendOf, executionOf } from './execution-flags.ts';
import { print } from './print.ts';
import { optional } from './single.ts';

const group = 'On several machines:';
const usualShards = 16;

/** Declares the flags that have Slurm train a study. */
export function declareSlurmFlags(yargs: Argv): Argv {
  return yargs
    .option('slurm', {
      group,
      type: 'boolean',
      default: false,
      describe:
        'train nothing here; write scripts for Slurm: an array with a task for each shard, and a merge',
    })
    .option('shards', {
      group,
      type: 'string',
      requiresArg: true,
      describe: `with --slurm: how many (default ${usualShards})`,
    })
    .option('submit', {
      group,
      type: 'boolean',
      default: false,
      describe: 'with --slurm: hand them to Slurm as well',
    });
}

/** True where scripts are asked for. @throws UsageError for what says something of them without. */
export function asksForSlurm(argv: Readonly<Record<string, unknown>>): boolean {
  if (argv.slurm === true) {
    const other = ['shard', 'stage', 'tuned'].find((flag) => argv[flag] !== undefined);
    if (other !== undefined) {
      throw new UsageError(
        `--${other} is for one shard, and --slurm writes scripts for all; leave one of them out`,
      );
    }
    return true;
  }
  const alone = argv.shards !== undefined ? '--shards' : argv.submit === true ? '--submit' : undefined;
  if (alone !== undefined)
    throw new UsageError(`${alone} says something of --slurm; add it, or leave ${alone} out`);
  return false;
}

/** Writes the scripts of a study, and hands them to Slurm where that is asked for. */
export async function writeSlurm(
  file: string,
  plan: SweepPlan,
  argv: Readonly<Record<string, unknown>>,
  plugins: readonly LoadedPlugin[],
): Promise<void> {
  refuseElsewhere(plan, '--slurm');
  const shards = shardsOf(optional(argv, 'shards'));
  const { db, workers, checkpointInterval } = executionOf(argv);
  const backend = backendOf(argv);
  const name = nameOf(plan.title === '' ? basename(file).replace(/\.ya?ml$/, '') : plan.title);
  const folder = resolve(`slurm-${name}`);
  const rlBench = [process.execPath, process.argv[1]!];
  const files = slurmFiles({
    name,
    sweep: [
      ...rlBench,
      'sweep',
      existsSync(file) ? resolve(file) : file,
      ...(backend === 'auto' ? [] : ['--backend', backend]),
      ...(workers === undefined ? [] : ['--workers', String(workers)]),
      '--checkpoint-interval',
      String(checkpointInterval),
      ...plugins.flatMap(({ path }) => ['--plugin', path]),
    ],
    merge: [...rlBench, 'merge'],
    shards,
    tunes: plan.tuning !== undefined,
    folder,
    db: resolve(db),
  });
  makeFolder(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const submit = join(folder, 'submit.sh');
  const written = `Scripts for ${shards} shards are in ${nearPath(folder)}; what a task may take stands at the top of shards.sbatch.\n`;
  if (argv.submit !== true) {
    await print(`${written}Hand them to Slurm with: bash ${nearPath(submit)}\n`);
    return;
  }
  await print(`${written}${submitted(submit)}`);
}

function submitted(script: string): string {
  if (spawnSync('sbatch', ['--version']).error !== undefined) {
    throw new UsageError(
      `there is no sbatch here, so nothing was submitted; where Slurm is, say: bash ${nearPath(script)}`,
    );
  }
  const { status, stdout, stderr } = spawnSync('bash', [script], { encoding: 'utf8' });
  if (status === 0) return stdout;
  throw new RunError(`Slurm took not all of the jobs: ${stderr.trim().replaceAll(/\s+/g, ' ')}`);
}

function shardsOf(text: string | undefined): number {
  const shards = Number(text ?? usualShards);
  if (Number.isSafeInteger(shards) && shards >= 1 && shards <= mostShards) return shards;
  throw new UsageError(`--shards is a number from 1 to ${mostShards}, given ${text}`);
}

/** Of letters that a script and a file can have. */
function nameOf(title: string): string {
  return title.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replace(/^[-.]+/, '') || 'study';
}
