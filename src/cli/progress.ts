import type { WriteStream } from 'node:tty';
import { createLogUpdate } from 'log-update';
import type { TrainingRecord } from '../results/index.ts';
import { several } from '../several.ts';
import { allRungs } from '../sweep/plan/all-rungs.ts';
import type { PlannedPopulation, SweepPlan } from '../sweep/plan/plan.ts';
import { tunedGroups } from '../sweep/plan/scoring-stage.ts';
import type { SweepObserver } from '../sweep/run/sweep-observer.ts';
import { type TaskWords, wordsAmong } from '../task-words.ts';
import { formatCount, formatNumber, formatSeconds } from '../text/format.ts';
import { oneLine, printable } from '../visible-text.ts';
import { progressInAll, type Share } from './progress-in-all.ts';

/** Training episodes of a run whose mean return is shown, as `training`: the policy explores in them. */
const recentEpisodes = 20;
/** Without a terminal, a line is printed each time this share of the work is done. */
const plainStep = 0.1;
/** Longer labels are cut, so that a line fits 80 columns. */
const longestLabel = 14;
/** Where environments and agents are to be told apart as well, a word less is said of the rest. */
const longestTaskLabel = 20;
const shortestTask = 5;
/** With a terminal, the lines are redrawn at most this often, in milliseconds. */
const redrawInterval = 100;
/** With a terminal, the lines move at least this often, in milliseconds, however long an update takes. */
const longestStandstill = 1000;

/** What is known of one population while it trains. */
interface Progress {
  readonly label: string;
  readonly members: number;
  /** Of each member, in environment steps, samples or episodes; once it has ended well, what it has spent. */
  readonly budgets: number[];
  readonly unit: string;
  readonly words: TaskWords;
  /** True where episodes are the budget. */
  readonly byEpisodes: boolean;
  /** How much of it each member has spent. */
  readonly spent: number[];
  /** What had been spent before this process. */
  spentBefore: number;
  /** Of each member: returns of its last training episodes; without episodes, its last score. */
  readonly recent: number[][];
  diverged: number;
  startedAt: number | undefined;
  /** When something was heard of it for the last time. */
  heardAt: number;
  endedAt: number | undefined;
  printed: number;
}

export interface ProgressReporter extends SweepObserver {
  /** Says a line that stays, also where all else is silence. */
  say(line: string): void;
  /** Shows nothing more that was not told. */
  end(): void;
}

/**
 * Shows how a sweep gets on: one live line an optimizer on a terminal, now and then a plain line elsewhere.
 *
 * @param stream undefined for silence.
 */
export function progressReporter(stream: WriteStream | undefined): ProgressReporter {
  let stage: StageReporter | undefined;
  const say = (line: string): void => (stage && stream ? stage.say(line) : console.error(line));
  return {
    say,
    note(line) {
      if (stream) say(`rl-bench: ${printable(line)}`);
    },
    stageStarted(plan) {
      stage?.end();
      stage = stageReporter(plan, stream);
    },
    populationStarted: (index, spent) => stage?.populationStarted(index, spent),
    recorded: (index, records) => stage?.recorded(index, records),
    populationRepeated: (index, reason) => stage?.populationRepeated(index, reason),
    populationFailed: (index, reason) => stage?.populationFailed(index, reason),
    populationEnded: (index) => stage?.populationEnded(index),
    end: () => stage?.end(),
  };
}

type StageReporter = Omit<ProgressReporter, 'stageStarted' | 'note'>;

function stageReporter(plan: SweepPlan, stream: WriteStream | undefined): StageReporter {
  const labels = progressLabels(plan);
  const wordsOf = wordsAmong(plan.taskWords);
  const populations = plan.populations.map(({ population, until = 1 }, index): Progress => {
    const members = population.members.length;
    const { totalTimesteps, totalEpisodes } = population;
    const words = wordsOf(population.env);
    return {
      label: labels[index]!,
      members,
      budgets: new Array<number>(members).fill(until * (totalEpisodes ?? totalTimesteps)),
      unit: totalEpisodes === undefined ? `${words.unit}s` : 'episodes',
      words,
      byEpisodes: totalEpisodes !== undefined,
      spent: new Array<number>(members).fill(0),
      spentBefore: 0,
      recent: population.members.map(() => []),
      diverged: 0,
      startedAt: undefined,
      heardAt: 0,
      endedAt: undefined,
      printed: 0,
    };
  });
  const width = Math.max(...labels.map((label) => label.length));
  const showsUnit = width <= longestLabel;
  const live = stream?.isTTY ? createLogUpdate(stream) : undefined;
  let drawn = 0;
  const firstStart = performance.now();
  const later = laterBudget(plan);
  /** A line about all of them, as long as there is more than one line can say. */
  const inAll = (): string[] => {
    const isOver = populations.every(({ endedAt }) => endedAt !== undefined);
    if (populations.length < 2 || isOver) return [];
    return [progressInAll(populations.map(shareOf), (performance.now() - firstStart) / 1000, later)];
  };
  const redraw = (): void => {
    const started = populations.filter(({ startedAt }) => startedAt !== undefined);
    const lines = started.map((progress) => line(progress, width, showsUnit));
    live?.([...lines, ...inAll()].join('\n'));
    drawn = performance.now();
  };

  const trains = ({ startedAt, endedAt }: Progress): boolean =>
    startedAt !== undefined && endedAt === undefined;
  const ticking =
    live &&
    setInterval(() => {
      if (populations.some(trains)) redraw();
    }, longestStandstill);
  ticking?.unref();

  const say = (text: string): void => {
    if (live) live.persist(text);
    else stream?.write(`${text}\n`);
  };
  const end = (index: number): void => {
    populations[index]!.endedAt = performance.now();
    if (!live) return;
    redraw();
    if (populations.every(({ endedAt }) => endedAt !== undefined)) {
      live.done();
      stream?.write('\n');
    }
  };

  return {
    say,
    end: () => clearInterval(ticking),
    populationStarted(index, spent) {
      const progress = populations[index]!;
      progress.heardAt = performance.now();
      progress.spent.splice(0, spent.length, ...spent);
      if (progress.startedAt !== undefined) return;
      progress.spentBefore = sum(spent);
      progress.startedAt = performance.now();
    },
    recorded(index, records) {
      const progress = populations[index]!;
      for (const record of records) take(progress, record);
      progress.heardAt = performance.now();
      if (live) {
        if (performance.now() - drawn > redrawInterval) redraw();
      } else if (stream && share(progress) >= progress.printed + plainStep) {
        progress.printed = share(progress);
        stream.write(`${line(progress, width, showsUnit)}\n`);
      }
    },
    populationRepeated(index, reason) {
      const { label } = populations[index]!;
      say(`${label}: a worker died (${reason}); its runs go on from their last checkpoint`);
    },
    populationFailed(index, reason) {
      say(`${populations[index]!.label}: ${reason}${populations.length > 1 ? '; the others go on' : ''}`);
    },
    populationEnded(index) {
      end(index);
      if (live) return;
      for (const text of [line(populations[index]!, width, showsUnit), ...inAll()])
        stream?.write(`${text}\n`);
    },
  };
}

/** What each population is called: its optimizer, and what else is not the same for all. */
export function progressLabels({ populations }: SweepPlan): string[] {
  const several = (values: readonly string[]): boolean => new Set(values).size > 1;
  const severalEnvs = several(populations.map(({ population }) => population.env));
  const severalAgents = several(populations.map(({ agentLabel }) => agentLabel));
  const longest = severalEnvs || severalAgents ? longestTaskLabel : longestLabel;
  return populations.map(({ agentLabel, label, population }) => {
    const tasks = [...(severalEnvs ? [population.env] : []), ...(severalAgents ? [agentLabel] : [])];
    // The optimizer is cut last: it is what is compared.
    const room = Math.max(shortestTask, Math.floor((longest - label.length) / Math.max(1, tasks.length)) - 1);
    return cut(oneLine([...tasks.map((task) => shortened(task, room)), label].join(' ')), longest);
  });
}

/** Cut within: names that begin alike end differently, but for their settings. */
function shortened(name: string, length: number): string {
  if (name.endsWith(')')) return cut(name, length);
  return name.length > length ? `${name.slice(0, length - 3)}…${name.slice(-2)}` : name;
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

function take(progress: Progress, record: TrainingRecord): void {
  const bySteps = !progress.byEpisodes;
  if (bySteps && record.kind === 'update') progress.spent[record.member] = record.envStep;
  if (record.kind === 'end' && record.status === 'diverged') progress.diverged++;
  // A budget is rounded to whole updates: one that is spent is spent, whatever was asked for.
  if (record.kind === 'end' && (record.status === 'finished' || record.status === 'paused')) {
    progress.budgets[record.member] = progress.spent[record.member]!;
  }
  if (!progress.words.episodes && record.kind === 'evaluation') {
    progress.recent[record.member]!.splice(0, 1, record.meanReturn);
  }
  if (record.kind !== 'episode') return;
  if (!bySteps) progress.spent[record.member] = record.episode + 1;
  const recent = progress.recent[record.member]!;
  recent.push(record.return);
  if (recent.length > recentEpisodes) recent.shift();
}

function line(progress: Progress, width: number, showsUnit: boolean): string {
  const { label, members, startedAt, heardAt, endedAt, diverged, budgets, unit, words, spentBefore } =
    progress;
  const budget = sum(budgets);
  const done = sum(progress.spent);
  const doneHere = Math.max(0, done - spentBefore);
  const seconds = ((endedAt ?? performance.now()) - (startedAt ?? 0)) / 1000;
  const returns = progress.recent.flat();
  const mean = returns.length === 0 ? null : returns.reduce((sum, value) => sum + value, 0) / returns.length;
  const left = doneHere === 0 ? null : (seconds * Math.max(0, budget - done)) / doneHere;
  const silent = endedAt === undefined ? performance.now() - heardAt : 0;
  return [
    label.padEnd(width),
    several(members, 'run'),
    `${formatCount(done)}/${formatCount(budget)}${showsUnit ? ` ${unit}` : ''}`,
    `${formatCount(doneHere / seconds)}/s`,
    silent > longestStandstill
      ? `update: ${Math.floor(silent / 1000)} s`
      : `${words.episodes ? 'training' : words.score} ${formatNumber(mean)}`,
    endedAt === undefined ? `${formatSeconds(left)} left` : `in ${formatSeconds(seconds)}`,
    ...(diverged > 0 ? [`${diverged} diverged`] : []),
  ].join('  ');
}

function share({ spent, budgets }: Progress): number {
  return sum(spent) / sum(budgets);
}

function shareOf({ label, startedAt, endedAt, budgets, spent, spentBefore }: Progress): Share {
  return {
    label,
    state: startedAt === undefined ? 'waits' : endedAt === undefined ? 'trains' : 'has ended',
    budget: sum(budgets),
    spent: sum(spent),
    spentBefore,
  };
}

/** What the rungs and the stage after those that are planned are going to spend, in the units of the budgets. */
function laterBudget(plan: SweepPlan): number {
  const budgetOf = ({ population }: PlannedPopulation): number =>
    population.totalEpisodes ?? population.totalTimesteps;
  const [, ...rungs] = allRungs(plan);
  const scoring = tunedGroups(plan).map(([first]) => (plan.tuning?.seeds.length ?? 0) * budgetOf(first!));
  const further = rungs.flat().map((part) => part.members * (part.to - part.from) * budgetOf(part.planned));
  return sum([...scoring, ...further]);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
