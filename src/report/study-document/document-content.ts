import type { RunScore } from '../../store/index.ts';
import type { TaskComparison } from '../compare/index.ts';
import type { PageContent } from '../page/page.ts';
import type { SettingsLooks } from './settings-looks.ts';
import type { StudyFacts } from './study-facts.ts';

/** Everything a document shows: what a page does, and what else the file knows. */
export interface DocumentContent extends PageContent {
  readonly facts: StudyFacts;
  readonly looks: SettingsLooks;
  /** Paths of pictures, as the document refers to them, by the id of their figure. */
  readonly pictures: ReadonlyMap<string, string>;
}

/** How a task is called: `point-nav, ppo`. */
export function taskName({ env, agent }: Pick<TaskComparison, 'env' | 'agent'>): string {
  return `${env}, ${agent}`;
}

/** A task's runs, in both phases. */
export function runsOf(
  { env, agent }: Pick<TaskComparison, 'env' | 'agent'>,
  { runs }: StudyFacts,
): RunScore[] {
  return runs.filter((run) => run.env === env && run.agent === agent);
}
