import { iqm, mean } from '../../stats/index.ts';
import { hasEnded, type RunScore } from '../../store/index.ts';
import { finalScore } from '../../task-words.ts';
import { formatNumber, formatShare } from '../../text/format.ts';
import { alike, estimate } from '../../text/format-alike.ts';
import { right } from '../../text/heading.ts';
import { listed } from '../../text/listed.ts';
import { markdownList, markdownTable } from '../../text/markdown.ts';
import {
  type ComparedOptimizer,
  type Comparison,
  type TaskComparison,
  taskSentences,
} from '../compare/index.ts';
import { choiceTables, legend, pairTable } from '../compare/text-tables.ts';
import { type DocumentContent, runsOf, taskName } from './document-content.ts';
import { learning } from './learned.ts';
import { folded, heading, paragraph, picture } from './markdown-parts.ts';
import { pairVerdicts } from './pair-verdicts.ts';
import { ratePlace, rateText } from './rate-choice.ts';

/** Task by task: the verdict in sentences, a row an optimizer, and every pair folded away. */
export function taskVerdicts(content: DocumentContent): string[] {
  const { comparison } = content;
  if (comparison === undefined) return [];
  return [
    heading(2, 'Task by task'),
    markdownList([
      ...(comparison.tasks.some(({ words }) => words.episodes)
        ? ['Final return: mean return of the last evaluation, without exploration noise.']
        : []),
      'Better, worse: than how many of the others it is shown to be so.',
      // Without the part over all tasks, which has been explained.
      ...legend({ ...comparison, overall: undefined }),
    ]),
    picture('final-scores', content),
    picture('learning-curves', content),
    picture('training-returns', content),
    ...comparison.tasks
      .filter(({ optimizers }) => optimizers.length > 0)
      .flatMap((task) => taskSection(task, comparison, content)),
  ];
}

function taskSection(task: TaskComparison, comparison: Comparison, content: DocumentContent): string[] {
  const runs = runsOf(task, content.facts);
  const tables = [
    ...(task.pairs.length > 0 ? [pairTable(task.pairs, comparison)] : []),
    ...choiceTables(task, comparison),
  ];
  const [first, ...others] = tables.map(({ columns, rows }) => markdownTable(columns, rows));
  return [
    heading(3, taskName(task)),
    paragraph(...verdict(task), learningSentence(task, runs)),
    optimizerTable(task, runs, content),
    ...(first === undefined
      ? []
      : [
          folded(`${task.pairs.length > 0 ? 'Every pair' : 'What tuning chose'} on ${taskName(task)}`, [
            first,
            markdownList(taskSentences(task, comparison)),
            ...others,
          ]),
        ]),
  ];
}

/** What can be said of a task: who is unbeaten, and who is not. */
export function verdict(task: TaskComparison): string[] {
  const all = pairVerdicts(task);
  if (all.length === 1)
    return [`Nobody else learned here: there is nothing to hold ${all[0]!.name} against.`];
  if (task.pairs.every(({ p }) => p === undefined)) return ['Too few seeds to say who is better.'];
  if (!task.pairs.some(({ significant }) => significant)) {
    return [`No difference between any two of ${listed(all.map(({ name }) => name))} could be shown.`];
  }
  const unbeaten = all.filter(({ worse }) => worse.length === 0);
  const beaten = all.filter(({ worse }) => worse.length > 0);
  const [only] = unbeaten;
  const first =
    unbeaten.length > 1
      ? `Nobody is shown to be better than ${listed(unbeaten.map(({ name }) => name))}.`
      : only!.open.length === 0
        ? `${only!.name} is shown to be better than everybody else.`
        : `Nobody is shown to be better than ${only!.name}; no difference could be shown between it and ${listed(only!.open)}.`;
  const others = beaten.map(({ name, worse }) => `${name} (than ${worse.length})`);
  return [first, `Shown to be worse: ${listed(others)}.`];
}

function learningSentence(task: TaskComparison, runs: readonly RunScore[]): string {
  const learned = learning(task, runs);
  if (learned === undefined) return '';
  const { words } = task;
  const untrained = `${words.episodes ? 'the untrained policy' : 'where it began'} (${formatNumber(learned.untrained)})`;
  return learned.shown
    ? words.episodes
      ? `Untrained policies return ${formatNumber(learned.untrained)}.`
      : `Before training the ${words.score} is ${formatNumber(learned.untrained)}.`
    : `Nothing is shown to have been learned here: even the best, ${task.optimizers[0]!.name}, is not shown to end above ${untrained}.`;
}

function optimizerTable(task: TaskComparison, runs: readonly RunScore[], { facts }: DocumentContent): string {
  const verdicts = new Map(pairVerdicts(task).map((each) => [each.name, each]));
  const measured = task.optimizers.map((optimizer) => ({ optimizer, own: scoringRuns(optimizer, runs) }));
  const sampled = task.optimizers.some(({ sampledMean }) => sampledMean !== undefined);
  const knowsSuccess = measured.some(({ own }) => own.some(({ successRate }) => successRate !== null));
  const threshold = runs[0]!.rewardThreshold;
  const scoreText = alike(measured.map(({ optimizer }) => estimate(optimizer.mean, optimizer.interval)));
  const iqmText = alike(measured.map(({ own }) => [iqmOf(own)]));
  const sampledText = alike(measured.map(({ optimizer }) => [optimizer.sampledMean]));
  return markdownTable(
    [
      { header: 'optimizer' },
      right(task.optimizers.some(({ setting }) => setting !== undefined) ? 'chosen' : 'learning rate'),
      right('seeds'),
      { header: finalScore(task.words) },
      right('IQM'),
      ...(sampled ? [right('sampled')] : []),
      ...(knowsSuccess ? [right('success')] : []),
      ...(threshold === null ? [] : [right(`ever reached ${formatNumber(threshold)}`)]),
      right('better'),
      right('worse'),
    ],
    measured.map(({ optimizer, own }) => [
      optimizer.name,
      rateText(optimizer, ratePlace(optimizer, runs, facts.criterion)),
      optimizer.diverged + optimizer.notFinite > 0
        ? `${optimizer.seeds} (${countedAsWorst(optimizer)})`
        : String(optimizer.seeds),
      scoreText(estimate(optimizer.mean, optimizer.interval)),
      iqmText([iqmOf(own)]),
      ...(sampled ? [sampledText([optimizer.sampledMean])] : []),
      ...(knowsSuccess ? [formatShare(mean(own.map(({ successRate }) => successRate ?? 0)))] : []),
      ...(threshold === null
        ? []
        : [`${own.filter(({ stepsToThreshold }) => stepsToThreshold !== null).length} of ${own.length}`]),
      String(verdicts.get(optimizer.name)!.better.length),
      String(verdicts.get(optimizer.name)!.worse.length),
    ]),
  );
}

function iqmOf(runs: readonly RunScore[]): number | undefined {
  return iqm(runs.map(({ finalReturn }) => finalReturn ?? Number.NEGATIVE_INFINITY));
}

/** `1 diverged, 2 not finite` */
function countedAsWorst({ diverged, notFinite }: ComparedOptimizer): string {
  return [
    ...(diverged > 0 ? [`${diverged} diverged`] : []),
    ...(notFinite > 0 ? [`${notFinite} not finite`] : []),
  ].join(', ');
}

/** The runs that an optimizer's scores come from. */
function scoringRuns({ optimizer, learningRate }: ComparedOptimizer, runs: readonly RunScore[]): RunScore[] {
  return runs.filter(
    (run) =>
      run.optimizer === optimizer &&
      run.learningRate === learningRate &&
      run.phase === 'scoring' &&
      hasEnded(run),
  );
}
