import { groupBy } from '../../group-by.ts';
import { several } from '../../several.ts';
import type { Host } from '../../store/index.ts';
import { eachOnce, finalScore } from '../../task-words.ts';
import { formatRate, formatSeconds } from '../../text/format.ts';
import { formatBudget } from '../../text/format-budget.ts';
import { listed } from '../../text/listed.ts';
import { markdownList, markdownTable } from '../../text/markdown.ts';
import { ranges } from '../../text/ranges.ts';
import { runsSummary } from '../page/overview.ts';
import type { RunGroup } from '../run-groups.ts';
import { recipeSentences } from '../task-settings.ts';
import { type DocumentContent, runsOf, taskName } from './document-content.ts';
import { codeBlock, heading, picture } from './markdown-parts.ts';

/** The command, the seeds, the tasks, the learning rates, and the machine. */
export function whatWasRun(content: DocumentContent): string[] {
  const { experiment, groups } = content;
  return [
    heading(2, 'What was run'),
    codeBlock(experiment.command),
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
    codeBlock(`rl-bench sql "select config_json from experiments where id = ${experiment.id}" --json`),
    picture('learning-rates', content),
  ];
}

function seedLines({ groups, facts, wordsOf }: DocumentContent): string[] {
  const seedsOf = (phase: RunGroup['phase']) =>
    groups.filter((group) => group.phase === phase).flatMap(({ seeds }) => seeds);
  const [tuning, scoring] = [seedsOf('tuning'), seedsOf('scoring')];
  if (tuning.length === 0) return [`Seeds: ${ranges(scoring)}.`];
  const criterion =
    facts.criterion === 'last_100_return'
      ? 'mean return over its last 100 episodes'
      : `mean ${eachOnce(
          groups.map(({ env }) => wordsOf(env)),
          finalScore,
        )}`;
  return [
    `Tuning: every learning rate was trained with the seeds ${ranges(tuning)}; each optimizer's rate with the best ` +
      `${criterion} was chosen, task by task.`,
    `Verdict: the chosen rates were trained with the fresh seeds ${scoring.length > 0 ? ranges(scoring) : '(not yet)'}. ` +
      'Only these are compared.',
  ];
}

function machineLines({ experiment, facts }: DocumentContent): string[] {
  const { node, cpu_model, cpus, platform } = JSON.parse(experiment.host) as Partial<Host>;
  const { clock, populations } = facts.time;
  const known = [
    `rl-bench ${experiment.version}`,
    `backend ${listed(facts.backends)}`,
    node && `Node ${node}`,
    cpu_model,
    cpus && several(cpus, 'core'),
    platform,
  ].filter((each) => each !== undefined);
  return [
    `${known.join(', ')}.`,
    `Begun ${experiment.createdAt.slice(0, 16).replace('T', ' ')} UTC; ${formatSeconds(clock)} by the clock, ` +
      `${formatSeconds(populations)} of training by all processes together.`,
  ];
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
