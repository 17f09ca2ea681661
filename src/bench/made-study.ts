import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RandomStream } from '../random.ts';
import { openStore } from '../store/index.ts';
import { mergeFiles } from '../sweep/merge/merge-files.ts';
import { fingerprint } from '../sweep/plan/fingerprint.ts';
import type { SweepPlan } from '../sweep/plan/plan.ts';
import { createExperiment } from '../sweep/run/experiment.ts';
import { planStudy } from '../sweep/run/run-study.ts';
import type { StudyInput } from '../sweep/study/study.ts';
import { membersOfShard, type Shard } from '../sweep/units/shard.ts';
import { closeWhole, folderOfProcess, type RunSize, writeMadeRuns } from './made-results.ts';

/** How large a made study is. */
export interface StudySize {
  readonly tasks: number;
  readonly optimizers: number;
  /** Runs of each optimizer on each task. */
  readonly seeds: number;
}

/** A study as its machines would leave it, in a folder that is there for as long as the process is. */
export interface MadeStudy {
  /** Path of the study. */
  readonly study: string;
  /** Paths of the results files of its shards, all of which have ended. */
  readonly shards: readonly string[];
  /** Path of the file that they were merged into, and its size. */
  readonly merged: string;
  readonly mergedBytes: number;
}

const shards = 8;

/** Little of each run, for what is measured is how many there are. */
const ofRun: RunSize = { updates: 5, layers: 2, episodes: 10, evaluations: 5 };

/** Plans a study as any is planned, and has made records in place of training. */
export async function makeStudy(size: StudySize): Promise<MadeStudy> {
  const given = studyOf(size);
  const plan = planStudy(given);
  const folder = folderOfProcess();
  const study = join(folder, 'study.yaml');
  // JSON is YAML.
  writeFileSync(study, JSON.stringify(given));
  const files = Array.from({ length: shards }, (_, index) => {
    const path = join(folder, `shard-${index + 1}.sqlite`);
    makeShard(path, plan, { number: index + 1, count: shards });
    return path;
  });
  const merged = join(folder, 'all.sqlite');
  await mergeFiles({ into: merged, files });
  return { study, shards: files, merged, mergedBytes: statSync(merged).size };
}

/** CartPole with other forces of gravity, and gradient descent with other momenta. */
function studyOf({ tasks, optimizers, seeds }: StudySize): StudyInput {
  const several = (count: number, name: (index: number) => string): string[] =>
    Array.from({ length: count }, (_, index) => name(index));
  return {
    title: 'made',
    envs: several(tasks, (index) => `cartpole(gravity=${8 + index / 10})`),
    optimizers: several(optimizers, (index) => `SGD(momentum=${index / 100})`),
    seeds,
    total_timesteps: 2560,
    evaluations: ofRun.evaluations,
    max_runs: tasks * optimizers * seeds,
  };
}

function makeShard(path: string, plan: SweepPlan, shard: Shard): void {
  const store = openStore(path);
  const settings = { backend: 'simd', plugins: [], command: 'rl-bench bench' };
  const { runIds } = createExperiment(store, plan, { ...settings, fingerprint: fingerprint(plan), shard });
  let first = 0;
  for (const [index, ours] of membersOfShard(plan, shard, true).entries()) {
    const ids = runIds.slice(first, first + ours.length).filter((_, member) => ours[member]);
    first += ours.length;
    const stream = RandomStream.of(index, 'bench', shard.number);
    if (ids.length > 0) writeMadeRuns(store, ids, ofRun, stream);
  }
  closeWhole(store);
}
