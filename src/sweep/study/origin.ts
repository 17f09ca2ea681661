import { UsageError } from '../../errors.ts';
import { oneLine } from '../../visible-text.ts';

/** A place in a study: `['optimizers', 2, 'eps']`. */
export type StudyPath = readonly (string | number)[];

/** Where a study was written down, for messages about it. */
export interface Origin {
  /** What a message about a place begins with: `configs/x.yaml:12: `; nothing for flags. */
  readonly prefix: (path: StudyPath) => string;
  /** A key as the user wrote it: `seed_list`, `--seed-list`. */
  readonly spell: (key: string) => string;
  /** True for keys that were given as flags. */
  readonly isFlag: (key: string) => boolean;
}

/** All of it was given as flags. */
export const onFlags: Origin = {
  prefix: () => '',
  spell: (key) => `--${key.replaceAll('_', '-')}`,
  isFlag: () => true,
};

/** It is an object of a program. */
export const inProgram: Origin = {
  prefix: () => '',
  spell: (key) => key,
  isFlag: () => false,
};

/** A mistake of which it is known where it was made. */
class LocatedError extends UsageError {}

/** A mistake in a study, and where it was made, in one line even if it quotes several. */
export function mistake(origin: Origin, path: StudyPath, message: string): UsageError {
  return new LocatedError(origin.prefix(path) + oneLine(message));
}

/** Does some work, and says of a mistake that it finds where it was made, unless that is known more closely. */
export function blaming<T>(origin: Origin, path: StudyPath, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof UsageError) || error instanceof LocatedError) throw error;
    throw mistake(origin, path, error.message);
  }
}
