import type { WordsOf } from '../../task-words.ts';
import type { Palette } from './drawing/palette.ts';

/** One picture of a figure: most often an environment and agent. */
export interface Panel {
  /** What tells it from the others of its figure, as plain text. */
  readonly title: string;
  /** A whole `<svg>` whose colours are `currentColor` and the variables of `palette.ts`. */
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** A figure with its data in it. */
export interface Drawn {
  readonly panels: readonly Panel[];
  /** In place of the figure's own, where its words do not fit the tasks. */
  readonly title?: string;
  /** What is shown, with which interval, over how many seeds: complete sentences, plain text. */
  readonly caption: string;
  /** The optimizers that a legend has to explain; none where the picture itself names them. */
  readonly legend: readonly string[];
}

/**
 * A figure of the report: a question to the results file and a picture of the answer. `index.ts` lists them all.
 *
 * @template Row what a row of the answer is like. SQL's NULL is null, integers are numbers.
 */
export interface Figure<Row extends object = object> {
  /** Names its place in the page and its file: `learning-curves`. */
  readonly id: string;
  readonly title: string;
  /** The statement for one experiment. It runs as it stands through `rl-bench sql`, and the page shows it. */
  sql(experiment: number): string;
  /**
   * Pure. Undefined where the answer has nothing to show. Values may be null and infinite.
   *
   * @param wordsOf what scores and budgets of a task are called. Default: those of environments.
   */
  draw(rows: readonly Row[], palette: Palette, wordsOf?: WordsOf): Drawn | undefined;
}
