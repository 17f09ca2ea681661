import { groupBy } from '../../group-by.ts';
import type { SequentialDecisions, SequentialSeeds, TaskDecisions } from '../../sequential-decisions.ts';
import { adaStop } from '../../stats/index.ts';
import type { RunScore } from '../../store/index.ts';
import type { PlannedPopulation, SweepPlan } from './plan.ts';

/** What of a run decides. */
export type SequentialScore = Pick<
  RunScore,
  'env' | 'agent' | 'optimizer' | 'seed' | 'status' | 'finalReturn' | 'finalNotFinite'
>;

/**
 * Looks at the scores of a plan with sequential seeds as AdaStop does (`stats/adastop.ts`): block after block of final returns,
 * for each environment and agent by itself. A run that diverged, or ended without a finite score, counts with the lowest score
 * of its task in its own block, so that later blocks change no earlier look. It is a pure function of the scores, with permutations
 * that are drawn from the first seed.
 *
 * @param scores of all runs, which have all ended.
 */
export function sequentialDecisions(
  seeds: SequentialSeeds,
  scores: readonly SequentialScore[],
): SequentialDecisions {
  const tasks = [...groupBy(scores, ({ env, agent }) => JSON.stringify([env, agent])).values()];
  const optimizers = tasks.map((runs) => new Set(runs.map(({ optimizer }) => optimizer)).size);
  return {
    tasks: tasks.map((runs) => taskDecisions(seeds, runs)),
    runs: scores.length,
    most: optimizers.reduce((sum, count) => sum + count * seeds.max, 0),
  };
}

function taskDecisions(
  { block, max, alpha }: SequentialSeeds,
  runs: readonly SequentialScore[],
): TaskDecisions {
  const lowest = lowestOfBlocks(runs, block);
  const ofOptimizer = [...groupBy(runs, ({ optimizer }) => optimizer)];
  const names = ofOptimizer.map(([name]) => name);
  const values = ofOptimizer.map(([, own]) =>
    [...own]
      .sort((a, b) => a.seed - b.seed)
      .map((run) => finite(run) ?? lowest.get(blockOf(run, block)) ?? 0),
  );
  const seed = Math.min(...runs.map((run) => run.seed));
  const { pairs, looks, open } = adaStop(values, { block, looks: max / block, alpha, seed });
  const [{ env, agent }] = runs as [SequentialScore];
  return {
    env,
    agent,
    blocks: looks.length,
    pairs: pairs.map(({ a, b, larger, look }) => ({
      a: names[a]!,
      b: names[b]!,
      better: larger === undefined ? null : names[larger]!,
      block: look ?? null,
    })),
    open: open.map((each) => names[each]!),
  };
}

/** The lowest finite score of each block; none of a block that has none, in which all runs count alike. */
function lowestOfBlocks(runs: readonly SequentialScore[], block: number): Map<number, number> {
  const lowest = new Map<number, number>();
  for (const run of runs) {
    const score = finite(run);
    if (score === undefined) continue;
    const at = blockOf(run, block);
    lowest.set(at, Math.min(lowest.get(at) ?? score, score));
  }
  return lowest;
}

/** Seeds are 1, 2, …, whatever optimizers have left. */
function blockOf({ seed }: SequentialScore, block: number): number {
  return Math.ceil(seed / block);
}

function finite({ status, finalReturn, finalNotFinite }: SequentialScore): number | undefined {
  return status === 'diverged' || finalNotFinite === 1 || finalReturn === null ? undefined : finalReturn;
}

/** The next block of seeds of the optimizers that need one: the populations of the first block, with the seeds that follow. */
export function nextBlock(
  { populations }: Pick<SweepPlan, 'populations'>,
  { block }: SequentialSeeds,
  { tasks }: SequentialDecisions,
): PlannedPopulation[] {
  return populations.flatMap((planned): PlannedPopulation[] => {
    const { population, agentLabel, label } = planned;
    const isFirst = population.members.every(({ seed }) => seed <= block);
    const task = tasks.find(({ env, agent }) => env === population.env && agent === agentLabel);
    if (!isFirst || !task?.open.includes(label)) return [];
    const further = task.blocks * block;
    const members = population.members.map((member) => ({ ...member, seed: member.seed + further }));
    return [{ ...planned, population: { ...population, members } }];
  });
}
