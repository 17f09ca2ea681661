/** What the score and the budget of a task are called, wherever people read of them. */
export interface TaskWords {
  /** What an evaluation measures: `return`, `test accuracy`. */
  readonly score: string;
  /** What the budget counts, one of it: `step`, `sample`. */
  readonly unit: string;
  /** False for a task without episodes: it knows no exploration, and its score is not a mean return. */
  readonly episodes: boolean;
}

/** Those of an environment. */
export const environmentWords: TaskWords = { score: 'return', unit: 'step', episodes: true };

/** Those of a task by its label, as plans and results files have them. */
export interface NamedTaskWords extends TaskWords {
  readonly env: string;
}

/** Says what a task's words are, by its label. */
export type WordsOf = (env: string) => TaskWords;

/** Finds a task's words; what is not among those that are named is an environment. */
export function wordsAmong(named: readonly NamedTaskWords[] = []): WordsOf {
  return (env) => named.find((each) => each.env === env) ?? environmentWords;
}

/** The score of the last evaluation: `final return`, `test accuracy`. */
export function finalScore({ score, episodes }: TaskWords): string {
  return episodes ? `final ${score}` : score;
}

/** The score of any evaluation: `mean return`, `test accuracy`. */
export function evaluatedScore({ score, episodes }: TaskWords): string {
  return episodes ? `mean ${score}` : score;
}

/** What the last evaluation is of, with a comma before: `, by the policy without exploration`. */
export function byWhat({ episodes }: TaskWords): string {
  return episodes ? ', by the policy without exploration' : '';
}

/** Some words of several tasks, each once: `steps`, or `steps or samples` where tasks differ. */
export function eachOnce(all: readonly TaskWords[], of: (words: TaskWords) => string): string {
  return [...new Set(all.map(of))].join(' or ');
}

/** Those of several tasks without repetition, whatever else is known of the tasks. */
export function distinctWords(all: readonly TaskWords[]): TaskWords[] {
  const byWords = all.map(({ score, unit, episodes }) => ({ score, unit, episodes }));
  return [...new Map(byWords.map((words) => [JSON.stringify(words), words])).values()];
}
