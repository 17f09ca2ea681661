import { RunError, UsageError } from '../errors.ts';
import { pluginFault } from './loaded-here.ts';

/** An error as a process tells it to the one that started it. */
export interface ToldError {
  readonly kind: 'usage' | 'run' | 'other';
  /** Its message; of one that is a mistake of rl-bench, its stack. */
  readonly error: string;
}

export function toldError(error: unknown): ToldError {
  if (error instanceof UsageError) return { kind: 'usage', error: error.message };
  if (error instanceof RunError) return { kind: 'run', error: error.message };
  const fault = pluginFault(error);
  if (fault !== undefined) return { kind: 'usage', error: fault };
  return { kind: 'other', error: error instanceof Error ? String(error.stack) : String(error) };
}

export function errorOf({ kind, error }: ToldError): Error {
  if (kind === 'usage') return new UsageError(error);
  return kind === 'run' ? new RunError(error) : new Error(error);
}
