import { join } from 'node:path';
import { shellWord } from '../../text/shell-word.ts';

/** A study that is to be trained by the tasks of a Slurm array. */
export interface SlurmStudy {
  /** What the jobs are called, fit for a file's name. */
  readonly name: string;
  /** The words that train the study, without those of shards: `node cli.js sweep study.yaml`. */
  readonly sweep: readonly string[];
  /** The words that merge, without files. */
  readonly merge: readonly string[];
  readonly shards: number;
  /** Whether it is trained in two stages. */
  readonly tunes: boolean;
  /** Absolute path of the folder of scripts, logs and shards. */
  readonly folder: string;
  /** Absolute path of the file that everything is merged into. */
  readonly db: string;
}

/** The scripts by their names. `submit.sh` hands the other two to Slurm, in order. */
export function slurmFiles(
  study: SlurmStudy,
): Readonly<Record<'shards.sbatch' | 'merge.sbatch' | 'submit.sh', string>> {
  return {
    'shards.sbatch': shardsScript(study),
    'merge.sbatch': mergeScript(study),
    'submit.sh': submitScript(study),
  };
}

function shardsScript({ name, sweep, shards, tunes, folder }: SlurmStudy): string {
  const stage = tunes
    ? `
# The study tunes: the first word behind the script is the stage, tuning or scoring.
stage=\${1:?name the stage: tuning or scoring}
more=(--stage "$stage")
if [ "$stage" = scoring ]; then more+=(--tuned ${shellWord(join(folder, 'tuned.sqlite'))}); fi
`
    : '\nmore=()\n';
  return `#!/bin/bash
# Trains a study in ${shards} shards, one a task of the array. Written by rl-bench sweep --slurm.
# What a task may take is for you to say: change the lines of #SBATCH, or give sbatch the same flags.
#SBATCH --job-name=${name}
#SBATCH --array=1-${shards}
#SBATCH --cpus-per-task=4
#SBATCH --mem=8G
#SBATCH --time=04:00:00
#SBATCH --output=${join(folder, 'shard-%a.log')}
# A task that has lost its node begins again, and writes on into the same log.
#SBATCH --requeue
#SBATCH --open-mode=append
# Two minutes before the limit this script is sent USR1; long networks may need more.
#SBATCH --signal=B:USR1@120

set -u
shard=$SLURM_ARRAY_TASK_ID
${stage.trimStart()}
# At USR1 rl-bench is told to stop: it writes a checkpoint and exits with 143.
limit=no
trap 'limit=yes; kill -TERM "$training"' USR1

# --resume: a task that begins again goes on from its checkpoints.
${sweep.map(shellWord).join(' ')} --shard "$shard/${shards}" \\
  --db ${shellWord(folder)}"/shard-$shard.sqlite" --resume --quiet "\${more[@]}" &
training=$!

# A signal ends \`wait\` before the training has ended: then it waits once more.
wait "$training"
code=$?
if [ "$limit" = yes ] && kill -0 "$training" 2>/dev/null; then
  wait "$training"
  code=$?
fi

if [ "$limit" = yes ] && [ "$code" -ne 0 ]; then
  echo "shard $shard was stopped at its limit; it is queued again and goes on from its checkpoints"
  # Slurm ends this script while it waits here. Where the job cannot be queued again, the code says that it has failed.
  scontrol requeue "$SLURM_JOB_ID" && sleep 60
fi
exit "$code"
`;
}

function mergeScript({ name, merge, shards, folder }: SlurmStudy): string {
  return `#!/bin/bash
# Merges the shards of the study into the file that is named behind the script. Written by rl-bench sweep --slurm.
#SBATCH --job-name=${name}-merge
#SBATCH --time=01:00:00
#SBATCH --output=${join(folder, 'merge.log')}
#SBATCH --open-mode=append

set -u
files=()
for shard in $(seq 1 ${shards}); do files+=(${shellWord(folder)}"/shard-$shard.sqlite"); done
exec ${merge.map(shellWord).join(' ')} "$1" "\${files[@]}"
`;
}

function submitScript({ tunes, folder, db }: SlurmStudy): string {
  const script = (name: string): string => shellWord(join(folder, name));
  const into = (file: string): string => `${script('merge.sbatch')} ${shellWord(file)}`;
  const jobs = tunes
    ? [
        ['tuning', `${script('shards.sbatch')} tuning`],
        ['tuned', into(join(folder, 'tuned.sqlite'))],
        ['scoring', `${script('shards.sbatch')} scoring`],
        ['merged', into(db)],
      ]
    : [
        ['trained', script('shards.sbatch')],
        ['merged', into(db)],
      ];
  const lines = jobs.map(([name, words], at) => {
    const after = at === 0 ? '' : ` --dependency=afterok:"$${jobs[at - 1]![0]}"`;
    return `${name}=$(sbatch --parsable${after} ${words})\n${name}=\${${name}%%;*}`;
  });
  return `#!/bin/bash
# Hands the jobs to Slurm: each begins when all tasks of the one before have succeeded. Written by rl-bench sweep --slurm.
set -eu
${lines.join('\n')}
echo "${jobs.map(([name]) => `${name}: job $${name}`).join(', ')}"
`;
}
