import type { z } from 'zod';
import { type Described, explainIssues } from './explain-issue.ts';
import { mistake, type Origin } from './origin.ts';
import { type Study, study } from './study.ts';

/** A study that was checked, and where each part of it stands. */
export interface StudyFile {
  readonly study: Study;
  readonly origin: Origin;
}

/** Checks what was given as a study. @throws UsageError for the first mistake, with its place. */
export function checkedStudy(given: unknown, origin: Origin): StudyFile {
  return { study: checkedBy({ schema: study, example: 'env: cartpole' }, given, origin), origin };
}

/** Checks what was given against a schema. @throws UsageError for the first mistake, with its place. */
export function checkedBy<S extends z.ZodType>(
  described: Described<S>,
  given: unknown,
  origin: Origin,
): z.output<S> {
  const result = described.schema.safeParse(given);
  if (result.success) return result.data;
  const { path, message } = explainIssues(result.error.issues, given, described);
  throw mistake(origin, path, message);
}
