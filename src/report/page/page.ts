import type { WordsOf } from '../../task-words.ts';
import type { ReportedAblation } from '../ablation/reported-ablation.ts';
import type { Comparison } from '../compare/index.ts';
import type { ExperimentFacts } from '../experiment-facts.ts';
import type { DrawnFigure } from '../figures/draw-figures.ts';
import type { Palette } from '../figures/index.ts';
import type { SetBeside } from '../published/set-beside.ts';
import { reportTitle } from '../report-title.ts';
import type { Fault, RunGroup } from '../run-groups.ts';
import { overSentences } from '../several/over.ts';
import type { SwitchedTask } from '../switches/over-switches.ts';
import { ablationSection } from './ablation-section.ts';
import { comparisonSection } from './comparison-section.ts';
import { configuration, reproduction } from './configuration.ts';
import { documentHead } from './document-head.ts';
import { figureSection } from './figure-section.ts';
import { html, type Markup } from './markup.ts';
import { overview } from './overview.ts';
import { publishedSection } from './published-section.ts';
import { style } from './style.ts';
import { switchesSection } from './switches-section.ts';

/** Everything a page shows. */
export interface PageContent {
  readonly experiment: ExperimentFacts;
  readonly groups: readonly RunGroup[];
  /** Undefined where the experiment is no ablation. */
  readonly ablation: ReportedAblation | undefined;
  /** Undefined where there is nothing to compare. */
  readonly comparison: Comparison | undefined;
  /** What came of tasks that switch; none where nothing does. */
  readonly switches: readonly SwitchedTask[];
  /** Undefined where nobody has published numbers of the study. */
  readonly published: SetBeside | undefined;
  readonly faults: readonly Fault[];
  readonly figures: readonly DrawnFigure[];
  readonly palette: Palette;
  /** What the tasks' scores and budgets are called. */
  readonly wordsOf: WordsOf;
}

/**
 * The whole report as one HTML file. It runs no script and asks the network for nothing, and its policy would forbid
 * both. Titles and labels are data: everything is escaped.
 */
export function page(content: PageContent): string {
  const { experiment, groups, ablation, switches, published, faults, figures, palette } = content;
  const compared = comparedOn(content);
  const title = reportTitle(experiment, groups);
  return html`<!doctype html>
<html lang="en">
${documentHead(title, style)}
<body>
<header>
<h1>${title}</h1>
<p class="about">${about(experiment)}</p>
${contents(content)}
</header>
<main>
${overview(groups, faults, experiment, content.wordsOf)}${ablation && ablationSection(ablation, content.wordsOf)}${compared && comparisonSection(compared)}${switches.length > 0 ? switchesSection(switches) : undefined}${published && publishedSection(published)}<div class="figures">
${figures.map((figure) => figureSection(figure, palette))}</div>
${figures.length === 0 ? html`<p>Nothing has been measured yet, so there are no figures.</p>` : undefined}
${configuration(experiment, groups)}${reproduction(experiment, groups)}</main>
</body>
</html>
`.source;
}

function about({ id, version, createdAt, over }: ExperimentFacts): string {
  if (over !== undefined) {
    return `${overSentences({ over: { experiments: over } }).join(' ')} Statements call it experiment 0, which no file has.`;
  }
  return `rl-bench ${version}, experiment ${id}, started ${createdAt.slice(0, 16).replace('T', ' ')} UTC`;
}

/** The comparison, unless every pair of it is one change of an ablation held against another. */
export function comparedOn({
  comparison,
  ablation,
}: Pick<PageContent, 'comparison' | 'ablation'>): Comparison | undefined {
  return ablation?.alone ? undefined : comparison;
}

function contents(content: PageContent): Markup {
  const { figures, ablation, switches, published } = content;
  const links = [
    { id: 'runs', title: 'What was run' },
    ...(ablation === undefined ? [] : [{ id: 'changes', title: 'Each change, and what it does' }]),
    ...(comparedOn(content) === undefined ? [] : [{ id: 'comparison', title: 'Which is better' }]),
    ...(switches.length === 0 ? [] : [{ id: 'over-switches', title: 'Over switches' }]),
    ...(published === undefined ? [] : [{ id: 'published', title: 'Published and ours' }]),
    ...figures,
    { id: 'configuration', title: 'Configuration' },
    { id: 'reproduce', title: 'How to reproduce it' },
  ];
  return html`<nav aria-label="Contents"><ul>${links.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>`;
}
