import { errorWords } from '../../error-in-one-line.ts';
import { RunError, UsageError } from '../../errors.ts';
import { pluginFault } from '../../plugins/index.ts';

/** Why training has failed, in one line: what is not ours may be a plugin's. */
export function failureMessage(error: unknown): string {
  if (error instanceof UsageError || error instanceof RunError) return error.message;
  return pluginFault(error) ?? errorWords(error);
}
