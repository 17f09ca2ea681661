import { findPython, gymnasiumServer } from '../../envs/gymnasium/server.ts';
import { UsageError } from '../errors.ts';

/** The Python that `gym(…)` steps environments in. */
export interface GymnasiumFacts {
  /** The program; null where there is none. */
  readonly program: string | null;
  /** Versions; null where it does not work or has no Gymnasium. */
  readonly python: string | null;
  readonly gymnasium: string | null;
  /** Why `gym(…)` does not work and what to do; null where it does. */
  readonly problem: string | null;
}

/** Starts that Python, asks it for versions and lets it end. */
export function gymnasiumFacts(): GymnasiumFacts {
  let program: string | null = null;
  try {
    program = findPython();
    const server = gymnasiumServer();
    server.close();
    return { program, ...server.versions, problem: null };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { program, python: null, gymnasium: null, problem: error.message };
  }
}
