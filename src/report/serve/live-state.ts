import type { Database } from 'better-sqlite3';
import { experimentStates, newestWithRuns } from '../../store/index.ts';
import { withReplacements } from '../../visible-text.ts';
import { experimentFacts } from '../experiment-facts.ts';
import { experimentReport } from '../experiment-report.ts';
import { runsOf, statusOf } from '../experiment-status.ts';
import { ablationSection } from '../page/ablation-section.ts';
import { comparisonSection } from '../page/comparison-section.ts';
import { figureSection } from '../page/figure-section.ts';
import { html, type Markup } from '../page/markup.ts';
import { overview } from '../page/overview.ts';
import { comparedOn } from '../page/page.ts';
import { reportTitle } from '../report-title.ts';
import { type RunLine, runLines } from './run-table.ts';

/** A piece of the page, which is replaced as a whole when it has changed. */
export interface Piece {
  readonly id: string;
  readonly html: string;
}

/** What the page shows at one moment of the file. Texts are plain; only `html` is markup. */
export interface LiveState {
  /** The newest stands first. */
  readonly experiments: readonly {
    readonly id: number;
    readonly title: string;
    readonly when: string;
    readonly status: string;
    readonly runs: string;
    /** How many have ended, which the column is sorted by. */
    readonly ended: number;
  }[];
  /** Experiments that are shown, in the order of their ids. */
  readonly chosen: readonly number[];
  readonly runs: readonly RunLine[];
  readonly pieces: readonly Piece[];
}

/**
 * Gathers what the page shows.
 *
 * @param wanted ids of experiments. Those that are not there are passed over; where none is left, the newest is shown.
 */
export function liveState(db: Database, wanted: readonly number[]): LiveState {
  return db.transaction(() => {
    const trained = experimentStates(db).filter(
      ({ runs, importedWhat }) => importedWhat !== 'policy' && Object.keys(runs).length > 0,
    );
    const there = trained.map(({ id }) => id).filter((id) => wanted.includes(id));
    const newest = newestWithRuns(db);
    const chosen = there.length > 0 || newest === undefined ? there : [newest];
    return {
      experiments: trained.reverse().map((each) => ({
        id: each.id,
        title: withReplacements(each.title || each.command),
        when: each.createdAt.slice(0, 16).replace('T', ' '),
        status: statusOf(each),
        runs: runsOf(each.runs),
        ended: (each.runs.finished ?? 0) + (each.runs.diverged ?? 0),
      })),
      chosen,
      runs: runLines(db, chosen),
      pieces: chosen.flatMap((id) => piecesOf(db, id)),
    };
  })();
}

/** An experiment as its report shows it, section by section. */
function piecesOf(db: Database, id: number): Piece[] {
  const experiment = experimentFacts(db, id);
  const content = experimentReport(db, experiment);
  const { groups, faults, ablation, figures, palette, wordsOf } = content;
  const comparison = comparedOn(content);
  const prefix = `experiment-${id}-`;
  const title = reportTitle(experiment, groups);
  const piece = (name: string, markup: Markup): Piece => ({
    id: `${prefix}${name}-piece`,
    html: markup.source,
  });
  return [
    piece('title', html`<h2 class="experiment">${title}</h2>`),
    piece('runs', overview(groups, faults, experiment, wordsOf, prefix)),
    ...(ablation === undefined ? [] : [piece('changes', ablationSection(ablation, wordsOf, prefix))]),
    ...(comparison === undefined ? [] : [piece('comparison', comparisonSection(comparison, prefix))]),
    ...figures.map((figure) => piece(figure.id, figureSection(figure, palette, prefix))),
  ];
}
