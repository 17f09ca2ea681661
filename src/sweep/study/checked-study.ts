import { explainIssues } from './explain-issue.ts';
import { mistake, type Origin } from './origin.ts';
import { type Study, study } from './study.ts';

/** A study that was checked, and where each part of it stands. */
export interface StudyFile {
  readonly study: Study;
  readonly origin: Origin;
}

/** Checks what was given as a study. @throws UsageError for the first mistake, with its place. */
export function checkedStudy(given: unknown, origin: Origin): StudyFile {
  const result = study.safeParse(given);
  if (result.success) return { study: result.data, origin };
  const { path, message } = explainIssues(result.error.issues, given);
  throw mistake(origin, path, message);
}
