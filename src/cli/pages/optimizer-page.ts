import { notationOf } from '../../optimizers/entry/notation.ts';
import type { OptimizerEntry } from '../../optimizers/index.ts';
import { several } from '../../several.ts';
import { formatNumber } from '../../text/format.ts';
import { escapeMarkdown } from '../../text/markdown.ts';
import { optimizerFacts } from '../listing/optimizer-facts.ts';
import type { Costs } from './costs.ts';
import { familyOf, linkToFamily } from './families.ts';
import {
  equationParts,
  linkedPapers,
  list,
  ratesTable,
  section,
  sentence,
  settingsTable,
} from './page-parts.ts';
import { type RefusedPair, refusalLines } from './refused-pairs.ts';
import type { StudyLink } from './studies.ts';

/** What pages tell beside what an entry says of itself. */
export interface Records {
  readonly costs: Costs;
  readonly studies: readonly StudyLink[];
  readonly refused: readonly RefusedPair[];
}

type Facts = ReturnType<typeof optimizerFacts>;

/** Everything about an optimizer or wrapper, as a page of Markdown that lies beside those of the others. */
export function optimizerPage(entry: OptimizerEntry, { costs, studies, refused }: Records): string {
  const { name, summary, equation } = entry;
  const facts = optimizerFacts(entry);
  const refusals = refusalLines(name, refused).map(escapeMarkdown);
  const parts = [
    `# ${escapeMarkdown(name)}`,
    sentence(summary),
    list(headings(entry)),
    ...(equation ? equationParts(equation, notationOf(equation)) : []),
    '## Settings',
    settingsTable(entry),
    '## Memory and cost',
    list([...memoryRows(entry, facts), ...costRows(entry, costs)]),
    ...section('## Which parameters go where', list(routeRows(facts))),
    ...section('## What does not go together', list(refusals)),
    ...section('## Recorded learning rates', ratesTable(name)),
    ...section('## Studies', list(studyRows(name, studies))),
  ];
  return `${parts.join('\n\n')}\n`;
}

function headings(entry: OptimizerEntry): string[] {
  const { aliases = [], wraps, source, streams, softmax, values, samples, acrossWidths } = entry;
  return [
    `family: [${familyOf(entry)}](${linkToFamily(familyOf(entry), 'README.md')})`,
    `source: ${linkedPapers(source)}`,
    ...(aliases.length > 0 ? [`also called ${aliases.join(', ')}`] : []),
    ...(wraps
      ? [`written \`${entry.name}(ADAM)\`; other optimizers may stand for ADAM, wrapped ones too`]
      : []),
    ...(acrossWidths ? ['shares its learning rate with networks of other widths by `mlp(mup_base=…)`'] : []),
    ...(softmax ? ['for policies over discrete actions, and for classifiers: it needs a softmax'] : []),
    ...(samples ? ['trains agents in environments alone'] : []),
    ...(values ? [`trains critics alone: \`--critic-optimizer ${entry.name}\``] : []),
    ...(streams ? ['learns from every step by itself: `--agent stream-ac`'] : []),
  ];
}

function memoryRows({ wraps }: OptimizerEntry, facts: Facts): string[] {
  if (facts.state === undefined) return ['state: the size of its weights decides'];
  const { perMember, perParameter } = facts.state;
  const own = wraps ? ' of its own' : '';
  if (perMember === 0) return [`state: none${own}`];
  const { task, parameters } = 'unknown' in facts ? facts.state : facts;
  const each = formatNumber(perParameter);
  return [
    `state: ${each} ${each === '1' ? 'number' : 'numbers'} for every parameter${own}, ${several(perMember, 'number')} for the ${parameters} parameters of ${task.network} on ${task.env}`,
  ];
}

function costRows({ name, pin }: OptimizerEntry, { timesSgd, of }: Costs): string[] {
  const times = timesSgd.get(name);
  if (times === undefined) {
    const spec = pin ? `"${name}(weights=FILE)"` : name;
    return [`cost: \`rl-bench bench --only optimizers --optimizers ${spec}\` measures it`];
  }
  // A measurement is not surer than one digit.
  const about = Number(times.toPrecision(1));
  const compared = about === 1 ? 'as long as' : `${formatNumber(about)} times as long as`;
  return [`cost: an update takes about ${compared} SGD's (${of})`];
}

function routeRows(facts: Facts): string[] {
  if ('unknown' in facts || facts.routes === null) return [];
  const groups = Object.entries(facts.routes).map(
    ([rule, names]) => `${escapeMarkdown(rule)}: ${names.map((each) => `\`${each}\``).join(', ')}`,
  );
  return [...groups, `of ${facts.task.network} on ${facts.task.env}`];
}

function studyRows(name: string, studies: readonly StudyLink[]): string[] {
  return studies
    .filter(({ optimizers }) => optimizers.includes(name))
    .map(({ study, verdict }) => {
      const found = verdict === undefined ? '' : `; what it found: [${verdict}](../${verdict})`;
      return `\`rl-bench sweep ${study}\` trains it${found}`;
    });
}
