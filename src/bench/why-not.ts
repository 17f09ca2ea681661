import { UsageError } from '../errors.ts';

/** Why something cannot be done on this machine, in the words of whoever refuses it; undefined where it can. */
export function whyNot(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
}
