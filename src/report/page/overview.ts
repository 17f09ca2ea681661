import type { RunStatus } from '../../results/index.ts';
import { several } from '../../several.ts';
import { isOver } from '../../store/index.ts';
import { eachOnce, type WordsOf } from '../../task-words.ts';
import { formatCount, formatRate, formatSeconds } from '../../text/format.ts';
import { ranges } from '../../text/ranges.ts';
import type { ExperimentFacts } from '../experiment-facts.ts';
import type { Fault, RunGroup } from '../run-groups.ts';
import { optimizerOf } from '../settings-of-runs.ts';
import { recipeSentences } from '../task-settings.ts';
import { type HtmlColumn, htmlTable } from './html-table.ts';
import { html, type Markup } from './markup.ts';

const mostFaults = 20;

/** What was run: a row an environment, agent and optimizer, and what went wrong. */
export function overview(
  groups: readonly RunGroup[],
  faults: readonly Fault[],
  { config, enlargements }: Pick<ExperimentFacts, 'config' | 'enlargements'>,
  wordsOf: WordsOf,
  prefix = '',
): Markup {
  return html`<section id="${prefix}runs">
<h2>What was run</h2>
<p>${runsSummary(groups)}${stillOpen(groups) ? ' Runs that have not ended are in the curves as far as they got, but in no score.' : ''}</p>
${[...enlargements, ...recipeSentences(config)].map(
  (sentence) => html`<p>${sentence}</p>
`,
)}${htmlTable(columnsFor(groups, wordsOf), groups)}
${faultList(faults)}
</section>
`;
}

/** `12 runs of 2 optimizers, 1 environment, 2 agents: 12 finished.` */
export function runsSummary(groups: readonly RunGroup[]): string {
  const distinct = (key: (group: RunGroup) => string) => new Set(groups.map(key)).size;
  const statuses = new Map<string, number>();
  for (const group of groups) {
    for (const [status, count] of Object.entries(group.statuses)) {
      statuses.set(status, (statuses.get(status) ?? 0) + count);
    }
  }
  const runs = [...statuses.values()].reduce((sum, count) => sum + count, 0);
  const counted = [
    several(distinct(optimizerOf), 'optimizer'),
    several(
      distinct(({ env }) => env),
      'environment',
    ),
    several(
      distinct(({ agent }) => agent),
      'agent',
    ),
  ];
  return `${several(runs, 'run')} of ${counted.join(', ')}: ${[...statuses]
    .map(([status, count]) => `${count} ${status}`)
    .join(', ')}.`;
}

function stillOpen(groups: readonly RunGroup[]): boolean {
  return groups.some(({ statuses }) =>
    Object.keys(statuses).some((status) => !isOver({ status: status as RunStatus })),
  );
}

function columnsFor(groups: readonly RunGroup[], wordsOf: WordsOf): HtmlColumn<RunGroup>[] {
  const units = eachOnce(
    groups.map(({ env }) => wordsOf(env)),
    ({ unit }) => `${unit}s`,
  );
  const columns: HtmlColumn<RunGroup>[] = [
    { header: 'optimizer', kind: 'label', cell: ({ optimizer }) => optimizer },
    { header: 'environment', kind: 'label', cell: ({ env }) => env },
    { header: 'agent', kind: 'label', cell: ({ agent }) => agent },
    { header: 'learning rates', kind: 'label', cell: ({ rates }) => rates.map(formatRate).join(', ') },
    { header: 'seeds', cell: ({ seeds }) => ranges(seeds) },
    { header: units, kind: 'number', cell: stepsCell },
    { header: 'updates', kind: 'number', cell: ({ updates }) => formatCount(updates) },
    { header: 'time', kind: 'number', cell: ({ seconds }) => formatSeconds(seconds) },
    { header: 'status', kind: 'label', cell: ({ statuses }) => statusCell(statuses) },
  ];
  if (groups.some(({ phase }) => phase === 'tuning')) {
    columns.splice(3, 0, { header: 'for', cell: ({ phase }) => phase });
  }
  return columns;
}

function stepsCell({ envSteps, totalTimesteps }: RunGroup): string {
  const [made, asked] = [formatCount(envSteps ?? 0), formatCount(totalTimesteps)];
  return made === asked ? asked : `${made} of ${asked}`;
}

function statusCell(statuses: RunGroup['statuses']): string {
  return Object.entries(statuses)
    .map(([status, count]) => `${count} ${status}`)
    .join(', ');
}

function faultList(faults: readonly Fault[]): Markup | undefined {
  if (faults.length === 0) return undefined;
  const items = faults.slice(0, mostFaults).map(
    ({ run, status, error }) => html`<li>${run}: ${status}${error === '' ? '' : `, ${error}`}</li>
`,
  );
  const rest = faults.length - items.length;
  return html`<details><summary>${several(faults.length, 'run')} diverged or failed</summary><ul>
${items}${rest > 0 ? html`<li>and ${rest} more</li>` : undefined}</ul></details>`;
}
