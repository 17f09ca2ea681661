import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type OptimizerEntry, optimizers } from '../../optimizers/index.ts';
import type { Resolved } from '../../registry.ts';
import { takenApart } from '../../sweep/plan/combinations.ts';
import { readStudy, readyStudies } from '../../sweep/study/study-file.ts';

/** A study that comes with rl-bench. */
export interface StudyLink {
  readonly study: string;
  /** Names of all that it trains, wrappers and what they wrap. */
  readonly optimizers: readonly string[];
  /** The document that says what it has found, in the folder above the pages; undefined where there is none. */
  readonly verdict: string | undefined;
}

/** @param documents the folder above the pages. */
export function studyLinks(documents: string): StudyLink[] {
  const verdicts = existsSync(documents) ? readdirSync(documents).filter((file) => file.endsWith('.md')) : [];
  return readyStudies().map((study) => ({
    study,
    optimizers: trainedBy(study),
    verdict: verdicts.find((file) =>
      readFileSync(join(documents, file), 'utf8').includes(`rl-bench sweep configs/${study}.yaml `),
    ),
  }));
}

function trainedBy(study: string): string[] {
  const named = readStudy(study).study.optimizers;
  return [...new Set(named.flatMap((each) => layersOf(optimizers.resolve(takenApart(each).name))))];
}

/** An optimizer's name, and of a wrapper those of all that it wraps. */
function layersOf({ entry, inner }: Resolved<OptimizerEntry>): string[] {
  return inner ? [entry.name, ...layersOf(inner)] : [entry.name];
}
