import { stringify } from 'yaml';
import { formatBytes } from '../../format-bytes.ts';
import { groupBy } from '../../group-by.ts';
import { several } from '../../several.ts';
import { ranges } from '../../text/ranges.ts';
import { type Begun, begunExperiments, configCommand, type ExperimentFacts } from '../experiment-facts.ts';
import type { RunGroup } from '../run-groups.ts';
import { recipeSentences } from '../task-settings.ts';
import { html, type Markup } from './markup.ts';

/** Members repeat their optimizer's settings: the file has all, the page has enough to see how it is built. */
const mostLines = 400;

/** Hyper-parameters by optimizer, the agents' and networks', and the whole configuration as it is in the file. */
export function configuration(experiment: ExperimentFacts, groups: readonly RunGroup[]): Markup {
  const { config } = experiment;
  const parts = ['optimizer', 'agent', 'network'] as const;
  return html`<section id="configuration">
<h2>Configuration</h2>
${recipeSentences(config).map(
  (sentence) => html`<p>${sentence}</p>
`,
)}${parts.map((part) => settingsList(part, groups))}
<details class="sql"><summary>All of it</summary><pre>${shortened(stringify(JSON.parse(config)))}</pre>
${begunExperiments(experiment).map((each) => html`<p>In full: <code>${configCommand(each)}</code></p>`)}</details>
</section>
`;
}

/** What is alike stands once. */
function settingsList(
  part: 'optimizer' | 'agent' | 'network',
  groups: readonly RunGroup[],
): Markup | undefined {
  const named = groups.map((group) => {
    const settings = settingsText(group.hyperparameters[part], part === 'optimizer');
    return { name: nameOf(part, group), settings };
  });
  const alike = [...groupBy(named, ({ name, settings }) => JSON.stringify([name, settings])).values()];
  const shown = alike.map(([first]) => first!).filter(({ settings }) => settings !== '');
  if (shown.length === 0) return undefined;
  return html`<h3>${part}</h3>
<dl>${shown.map(
    ({ name, settings }) => html`<dt>${name}</dt><dd>${settings}</dd>
`,
  )}</dl>
`;
}

function nameOf(part: 'optimizer' | 'agent' | 'network', group: RunGroup): string {
  if (part !== 'network') return group[part];
  const network = group.hyperparameters.network as { name?: unknown } | undefined;
  return String(network?.name ?? 'network');
}

/** `momentum 0.9, nesterov false`; learning rates differ between the runs and stand in the table above. */
function settingsText(given: unknown, isOptimizer: boolean): string {
  if (typeof given !== 'object' || given === null) return '';
  const settings = 'settings' in given ? (given.settings as object) : given;
  return Object.entries(settings)
    .filter(([key]) => !(isOptimizer && key === 'lr'))
    .map(([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}

function shortened(text: string): string {
  const lines = text.trimEnd().split('\n');
  return lines.length <= mostLines
    ? lines.join('\n')
    : [...lines.slice(0, mostLines), `… ${several(lines.length - mostLines, 'more line')}`].join('\n');
}

/** `cpu model Intel Xeon`, `memory 23.6 GiB`. */
function hostFact(key: string, value: unknown): string {
  if (key === 'memory_bytes') return `memory ${formatBytes(Number(value))}`;
  return `${key.replaceAll('_', ' ')} ${String(value)}`;
}

function reproduced({ command, version, host, createdAt }: Begun, seeds: string): Markup {
  const machine = Object.entries(JSON.parse(host) as Record<string, unknown>)
    .map(([key, value]) => hostFact(key, value))
    .join(', ');
  return html`<pre class="wraps"><code>${command}</code></pre>
<dl>
<dt>rl-bench</dt><dd>${version}</dd>
<dt>seeds</dt><dd>${seeds}</dd>
<dt>host</dt><dd>${machine}</dd>
<dt>started</dt><dd>${createdAt}</dd>
</dl>
`;
}

/** The command as it was typed, and what else decides about the numbers. */
export function reproduction(experiment: ExperimentFacts, groups: readonly RunGroup[]): Markup {
  const seeds = ranges(groups.flatMap((group) => group.seeds));
  return html`<section id="reproduce">
<h2>How to reproduce it</h2>
${begunExperiments(experiment).map((begun) => reproduced(begun, seeds))}<p>The same command on the same backend gives the same numbers; times depend on the machine.</p>
</section>
`;
}
