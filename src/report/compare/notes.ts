import { groupBy } from '../../group-by.ts';
import { several } from '../../several.ts';
import { fewestSeeds } from '../../stats/index.ts';
import type { RunScore } from '../../store/index.ts';
import { formatCount, formatSeconds } from '../../text/format.ts';
import { listed } from '../../text/listed.ts';
import type { ComparedOptimizer, Correction, Metric, Pair, TaskComparison, TestName } from './comparison.ts';
import { measures } from './metric.ts';
import { alpha, leastSeeds } from './pair-test.ts';
import { correctedLevel } from './pairs.ts';

export interface NotedTask {
  readonly task: TaskComparison;
  readonly horizon: number;
  /** Labels that were wanted and cannot be compared here. */
  readonly missing: readonly string[];
}

export interface Choices {
  readonly metric: Metric;
  readonly test: TestName;
  readonly correction: Correction;
  /** How many p-values there are. */
  readonly tests: number;
}

/** What a reader has to know, a sentence each. @param unended runs of the experiment that did not come to an end. */
export function notesOn(
  tasks: readonly NotedTask[],
  unended: readonly RunScore[],
  choices: Choices,
): string[] {
  return [
    ...rateNotes(tasks.flatMap(({ task }) => task.optimizers)),
    ...tasks.flatMap((each) => divergedNotes(each, tasks.length > 1, choices.metric)),
    ...tasks.flatMap((each) => notFiniteNotes(each, tasks.length > 1)),
    ...tasks.flatMap((each) => missingNotes(each, tasks.length > 1, choices.metric)),
    ...censoringNotes(tasks, choices.metric),
    ...powerNotes(
      tasks.flatMap(({ task }) => task.pairs),
      choices,
    ),
    ...unendedNotes(unended),
  ];
}

function rateNotes(optimizers: readonly ComparedOptimizer[]): string[] {
  const names = (those: readonly ComparedOptimizer[]) => [...new Set(those.map(({ name }) => name))];
  const chosenBy = (by: ComparedOptimizer['rateChosenBy']) =>
    optimizers.filter(({ rateChosenBy }) => rateChosenBy === by);
  const flattered = names(chosenBy('same seeds'));
  const notes: string[] = [];
  if (flattered.length > 0) {
    notes.push(
      `${rates(flattered)} chosen on the very seeds that are compared, which flatters optimizers with more rates.`,
    );
  }
  const among = chosenBy('tuning').filter(({ setting }) => setting !== undefined);
  const settled = names(among);
  const tuned = names(chosenBy('tuning')).filter((name) => !settled.includes(name));
  const onTuningSeeds = 'chosen on tuning seeds, which are not compared';
  if (tuned.length > 0) notes.push(`${rates(tuned)} ${onTuningSeeds}.`);
  if (settled.length > 0) {
    const counts = [...new Set(among.map((each) => each.rates))].sort((a, b) => a - b);
    notes.push(
      `The settings of ${listed(settled)}, learning rates among them, were ${onTuningSeeds}: the best of ${counts.join(' or ')}.`,
    );
  }
  return notes;
}

function rates(names: readonly string[]): string {
  return names.length === 1
    ? `The learning rate of ${names[0]} was`
    : `The learning rates of ${listed(names)} were`;
}

function divergedNotes({ task }: NotedTask, onSeveral: boolean, metric: Metric): string[] {
  const diverged = task.optimizers.filter((optimizer) => optimizer.diverged > 0);
  if (diverged.length === 0) return [];
  const names = diverged.map((each) => `${each.name} (${each.diverged} of ${several(each.seeds, 'seed')})`);
  const consequence = measures[metric].censored
    ? 'a threshold reached before counts as reached'
    : 'such runs count with the worst score of the task';
  return [`Diverged${onSeveral ? ` on ${task.env}, ${task.agent}` : ''}: ${listed(names)}; ${consequence}.`];
}

function notFiniteNotes({ task }: NotedTask, onSeveral: boolean): string[] {
  const found = task.optimizers.filter(({ notFinite }) => notFinite > 0);
  if (found.length === 0) return [];
  const names = found.map(
    ({ name, notFinite, seeds }) => `${name} (${notFinite} of ${several(seeds, 'seed')})`,
  );
  const where = onSeveral ? ` on ${task.env}, ${task.agent}` : '';
  return [
    `Finished with a score that is NaN or infinite${where}: ${listed(names)}; such runs count with the worst score of the task.`,
  ];
}

function missingNotes({ task, missing }: NotedTask, onSeveral: boolean, metric: Metric): string[] {
  if (missing.length === 0) return [];
  if (measures[metric].censored && task.rewardThreshold === null) {
    return [`${task.env} has no threshold, so there is no time to it.`];
  }
  const where = onSeveral ? ` on ${task.env}, ${task.agent}` : '';
  return [`Nothing to compare of ${listed(missing)}${where}: no run that ended and scores.`];
}

function censoringNotes(tasks: readonly NotedTask[], metric: Metric): string[] {
  const cut = tasks.filter(({ task }) => task.optimizers.some(({ reached, seeds }) => reached! < seeds));
  if (!measures[metric].censored || cut.length === 0) return [];
  const format = ({ task, horizon }: NotedTask) =>
    metric === 'steps_to_threshold' ? several(horizon, task.words.unit, formatCount) : formatSeconds(horizon);
  const horizons = [...new Set(cut.map(format))];
  return [
    `Runs that never reached the threshold count with the longest training (${listed(horizons)}), as if they had ` +
      'reached it then; where ranks are compared they are worst, and equal to each other.',
  ];
}

/** What few seeds cannot say, however far apart the scores are. */
function powerNotes(pairs: readonly Pair[], { test, correction, tests }: Choices): string[] {
  const notes: string[] = [];
  if (pairs.some(({ p }) => p === undefined)) {
    notes.push(`No interval and no p: fewer than ${fewestSeeds} seeds cannot say how sure a difference is.`);
  }
  const level = correctedLevel(correction, tests);
  const unable = pairs.filter(
    ({ p, seedsA, seedsB, paired }) =>
      p !== undefined && Math.min(seedsA, seedsB) < leastSeeds(test, paired, level),
  );
  if (unable.length > 0) {
    const needed = Math.max(...unable.map(({ paired }) => leastSeeds(test, paired, level)));
    const fewest = Math.min(...unable.flatMap(({ seedsA, seedsB }) => [seedsA, seedsB]));
    notes.push(tooFewSeeds(fewest, needed, correction === 'holm' ? tests : 1));
  }
  return notes;
}

/** @param fewest seeds that there are. @param needed least that would do. @param corrected p-values that Holm takes together. */
export function tooFewSeeds(fewest: number, needed: number, corrected: number): string {
  const after = corrected > 1 ? ` after Holm over ${several(corrected, 'test')}` : '';
  return (
    `With ${fewest} seeds this test cannot get p down to ${alpha}${after}, however large a difference is; ` +
    `it takes ${needed}.`
  );
}

function unendedNotes(unended: readonly RunScore[]): string[] {
  const counts = [...groupBy(unended, ({ status }) => status)].map(
    ([status, { length }]) => `${length} ${status}`,
  );
  return counts.length > 0 ? [`Not counted, because they did not end: ${counts.join(', ')}.`] : [];
}
