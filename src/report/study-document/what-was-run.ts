import { groupBy } from '../../group-by.ts';
import { several } from '../../several.ts';
import type { Host } from '../../store/index.ts';
import { eachOnce, finalScore } from '../../task-words.ts';
import { formatRate, formatSeconds } from '../../text/format.ts';
import { formatBudget } from '../../text/format-budget.ts';
import { listed } from '../../text/listed.ts';
import { markdownList, markdownTable } from '../../text/markdown.ts';
import { ranges } from '../../text/ranges.ts';
import { type Begun, begunExperiments, configCommand } from '../experiment-facts.ts';
import { runsSummary } from '../page/overview.ts';
import type { RunGroup } from '../run-groups.ts';
import { overSentences } from '../several/over.ts';
import { recipeSentences } from '../task-settings.ts';
import { type DocumentContent, runsOf, taskName } from './document-content.ts';
import { codeBlock, heading, paragraph, picture } from './markdown-parts.ts';
import type { StudyFacts } from './study-facts.ts';

/** The command, the seeds, the tasks, the learning rates, and the machine. */
export function whatWasRun(content: DocumentContent): string[] {
  const { experiment, groups } = content;
  const begun = begunExperiments(experiment);
  return [
    heading(2, 'What was run'),
    ...overSentences({ over: experiment.over && { experiments: experiment.over } }).map((each) =>
      paragraph(each),
    ),
    ...begun.map(({ command }) => codeBlock(command)),
    markdownList([
      runsSummary(groups),
      ...experiment.enlargements,
      ...seedLines(content),
      ...recipeSentences(experiment.config),
      ...machineLines(content),
    ]),
    taskTable(content),
    optimizerTable(groups),
    'All other settings are in the results file:',
    ...begun.map((each) => codeBlock(configCommand(each))),
    picture('learning-rates', content),
  ];
}

function seedLines({ groups, facts, wordsOf }: DocumentContent): string[] {
  const seedsOf = (phase: RunGroup['phase']) =>
    groups.filter((group) => group.phase === phase).flatMap(({ seeds }) => seeds);
  const [tuning, scoring] = [seedsOf('tuning'), seedsOf('scoring')];
  if (tuning.length === 0) return [`Seeds: ${ranges(scoring)}.`];
  const more = groups.some(({ settingOf }) => settingOf !== null);
  const criterion =
    facts.criterion === 'last_100_return'
      ? 'mean return over its last 100 episodes'
      : `mean ${eachOnce(
          groups.map(({ env }) => wordsOf(env)),
          finalScore,
        )}`;
  return [
    `Tuning: every ${more ? 'setting' : 'learning rate'} was trained with the seeds ${ranges(tuning)}; each optimizer's ${more ? 'setting' : 'rate'} with the best ` +
      `${criterion} was chosen, task by task.`,
    ...(facts.halving === undefined ? [] : [facts.halving]),
    `Verdict: the chosen ${more ? 'settings' : 'rates'} were trained with the fresh seeds ${scoring.length > 0 ? ranges(scoring) : '(not yet)'}. ` +
      'Only these are compared.',
  ];
}

function machineLines({ experiment, facts }: DocumentContent): string[] {
  const { clock, populations } = facts.time;
  const begun = begunExperiments(experiment);
  const of = `${formatSeconds(populations)} of training by all processes together.`;
  if (begun.length > 1) {
    // What the clock said between the first experiment and the last one is no time of training.
    return [...new Set(begun.map((each) => machineLine(each, facts))), of];
  }
  const at = begun[0]!.createdAt.slice(0, 16).replace('T', ' ');
  return [machineLine(begun[0]!, facts), `Begun ${at} UTC; ${formatSeconds(clock)} by the clock, ${of}`];
}

function machineLine({ host, version }: Begun, { backends }: StudyFacts): string {
  const { node, cpu_model, cpus, platform } = JSON.parse(host) as Partial<Host>;
  const known = [
    `rl-bench ${version}`,
    `backend ${listed(backends)}`,
    node && `Node ${node}`,
    cpu_model,
    cpus && several(cpus, 'core'),
    platform,
  ].filter((each) => each !== undefined);
  return `${known.join(', ')}.`;
}

function taskTable(content: DocumentContent): string {
  const { comparison, groups, facts } = content;
  const tasks = comparison?.tasks ?? [...new Map(groups.map((group) => [taskName(group), group])).values()];
  return markdownTable(
    [
      { header: 'environment' },
      { header: 'agent' },
      { header: 'budget of a run', align: 'right' },
      { header: 'evaluations', align: 'right' },
      { header: 'solved from', align: 'right' },
    ],
    tasks.map((task) => {
      const { totalTimesteps, totalEpisodes, rewardThreshold } = runsOf(task, facts)[0]!;
      const words = content.wordsOf(task.env);
      const evaluated = facts.evaluations.find((each) => taskName(each) === taskName(task));
      return [
        task.env,
        task.agent,
        formatBudget({ totalTimesteps, totalEpisodes }, words),
        evaluated === undefined
          ? '-'
          : `${evaluated.evaluations} of ${several(evaluated.episodes, words.episodes ? 'episode' : words.unit)}`,
        rewardThreshold === null ? '-' : String(rewardThreshold),
      ];
    }),
  );
}

/** A row an optimizer, or several where its rates differ between tasks. */
function optimizerTable(groups: readonly RunGroup[]): string {
  const first = groups.some(({ phase }) => phase === 'tuning') ? 'tuning' : 'scoring';
  const rows = groups
    .filter(({ phase }) => phase === first)
    .map(({ optimizer, rates }) => [
      optimizer,
      [...rates]
        .sort((a, b) => (a ?? 0) - (b ?? 0))
        .map(formatRate)
        .join(', '),
    ]);
  return markdownTable(
    [{ header: 'optimizer' }, { header: 'learning rates' }],
    [...groupBy(rows, (row) => row.join('\n')).values()].map(([row]) => row!),
  );
}
