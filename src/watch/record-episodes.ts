import type { Database } from 'better-sqlite3';
import { drawingOf, type StepResult } from '../../envs/index.ts';
import { startBackend } from '../backends/index.ts';
import { RunError } from '../errors.ts';
import { type LoadedPlugin, loadMissingPlugins } from '../plugins/index.ts';
import { type EvaluationWish, evaluationPlan } from '../policies/evaluate-runs.ts';
import { type KeptRun, keptRun, refuseWithoutEpisodes } from '../sweep/run/kept-run.ts';
import { configOf } from '../sweep/run/saved-config.ts';
import { evaluateKept } from '../workloads/control/evaluate-kept.ts';
import type { Spectator } from '../workloads/control/evaluation.ts';
import type { Episode, Frame } from './episode.ts';

/** What to watch; `episodes` is how many of each run. */
export type WatchWish = EvaluationWish;

/**
 * Lets the policies of runs play episodes, each on the backend that it was trained on, and keeps what was seen. Nothing is
 * written. All runs meet the same starts, those of the wish's seed.
 *
 * @returns run by run, episode by episode.
 * @throws UsageError for a run that has left no such policy, or an environment that it cannot act in; RunError where the
 * environment fails.
 */
export async function recordEpisodes(
  db: Database,
  ids: readonly number[],
  wish: WatchWish,
  plugins: readonly LoadedPlugin[],
  signal?: AbortSignal,
): Promise<readonly Episode[]> {
  const runs = [...new Set(ids)].map((id) => keptRun(db, id, wish.choice));
  for (const { experiment } of runs) await loadMissingPlugins(configOf(experiment).plugins, plugins);
  for (const run of runs) refuseWithoutEpisodes(run);
  const episodes: Episode[] = [];
  for (const run of runs) {
    const plan = evaluationPlan(run, wish);
    await startBackend(run.backend);
    const recorder = new Recorder();
    const records = await evaluateKept(plan, [run], signal, recorder);
    const evaluation = records.find(({ kind }) => kind === 'evaluation');
    if (evaluation?.kind !== 'evaluation') throw new RunError(`the environment of run ${run.id} has failed`);
    const env = plan.evaluation.env ?? plan.env;
    const knowsSuccess = evaluation.successRate !== null;
    const heading = { ...headingOf(run), env, drawing: drawingOf(env) };
    for (const [index, { frames, success }] of recorder.episodes().entries()) {
      episodes.push({ ...heading, episode: index, frames, success: knowsSuccess ? success : null });
    }
  }
  return episodes;
}

function headingOf({
  id,
  optimizer,
  learningRate,
  seed,
}: KeptRun): Pick<Episode, 'run' | 'optimizer' | 'learningRate' | 'runSeed'> {
  return { run: id, optimizer, learningRate, runSeed: seed };
}

/** Keeps all moments of the episodes of one run. */
class Recorder implements Spectator {
  #rows: readonly (readonly number[])[] = [];
  #seen: Float32Array[][] = [];
  #actions: number[][][] = [];
  #rewards: number[][] = [];
  #successes: boolean[] = [];

  begun(observations: Float32Array, rows: readonly (readonly number[])[]): void {
    this.#rows = rows;
    const all = rows.flat();
    const length = observations.length / all.length;
    for (const row of all) {
      this.#seen[row] = [observations.slice(row * length, (row + 1) * length)];
      this.#actions[row] = [];
      this.#rewards[row] = [];
    }
  }

  acts(row: number, action: ArrayLike<number>): void {
    this.#actions[row]!.push(Array.from(action));
  }

  stepped({ rewards, success, finalObservations }: StepResult, moved: Uint8Array): void {
    const length = finalObservations.length / moved.length;
    for (const [row, ran] of moved.entries()) {
      if (ran === 0) continue;
      this.#seen[row]!.push(finalObservations.slice(row * length, (row + 1) * length));
      this.#rewards[row]!.push(rewards[row]!);
      this.#successes[row] = success[row] === 1;
    }
  }

  episodes(): { readonly frames: readonly Frame[]; readonly success: boolean }[] {
    return this.#rows[0]!.map((_, episode) => {
      const team = this.#rows.map((rows) => rows[episode]!);
      let total = 0;
      const frames = this.#seen[team[0]!]!.map((_, step): Frame => {
        // A team's reward is the mean of its agents', as its return is.
        if (step > 0)
          total += team.reduce((sum, row) => sum + this.#rewards[row]![step - 1]!, 0) / team.length;
        return {
          observations: team.map((row) => this.#seen[row]![step]!),
          actions: step === 0 ? null : team.map((row) => this.#actions[row]![step - 1]!),
          total,
        };
      });
      return { frames, success: this.#successes[team[0]!] ?? false };
    });
  }
}
