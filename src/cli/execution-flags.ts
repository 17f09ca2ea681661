import { availableParallelism } from 'node:os';
import type { Argv } from 'yargs';
import { backendNames, checkBackend } from '../backends/index.ts';
import { executionSettings } from '../sweep/run-settings.ts';
import { defaultDatabase } from './database.ts';
import { checkedFlags, declareFlags } from './flags.ts';
import { single } from './single.ts';

/** How a plan is carried out, and what is printed of it. */
export interface Execution {
  readonly backend: string;
  readonly workers: number;
  /** Path of the results file. */
  readonly db: string;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** Declares the flags of every command that trains. */
export function declareExecutionFlags(yargs: Argv): Argv {
  declareFlags(yargs, executionSettings, 'How to compute:');
  return yargs
    .option('backend', {
      group: 'How to compute:',
      type: 'string',
      default: backendNames[0]!,
      describe: `what computes: ${backendNames.join(', ')}`,
    })
    .option('db', {
      type: 'string',
      default: defaultDatabase,
      describe: 'the SQLite file that takes the results',
    })
    .option('json', { type: 'boolean', default: false, describe: 'print the scores of the runs as JSON' })
    .option('quiet', { type: 'boolean', default: false, describe: 'show no progress' });
}

/** What was asked for. @throws UsageError */
export function executionOf(argv: Readonly<Record<string, unknown>>): Execution {
  const backend = single(argv, 'backend');
  checkBackend(backend);
  const { workers = availableParallelism() } = checkedFlags(argv, executionSettings);
  return { backend, workers, db: single(argv, 'db'), json: argv.json === true, quiet: argv.quiet === true };
}
