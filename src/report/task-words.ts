import type { Database } from 'better-sqlite3';
import { type NamedTaskWords, type WordsOf, wordsAmong } from '../task-words.ts';

/** What an experiment's tasks call their scores and budgets, by label. */
export function taskWordsOf(db: Database, experiment: number): WordsOf {
  const config = db
    .prepare<[number], string>('select config_json from experiments where id = ?')
    .pluck()
    .get(experiment);
  return wordsAmong(config === undefined ? undefined : inConfig(config));
}

/** A damaged configuration is for others to complain about. */
function inConfig(config: string): readonly NamedTaskWords[] | undefined {
  try {
    const { taskWords } = JSON.parse(config) as { taskWords?: readonly NamedTaskWords[] };
    return Array.isArray(taskWords) ? taskWords : undefined;
  } catch {
    return undefined;
  }
}
