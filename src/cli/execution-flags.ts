import type { Argv } from 'yargs';
import { backendNames, checkBackend } from '../backends/backend-names.ts';
import { switchNativeOff } from '../backends/simd/native-switch.ts';
import { UsageError } from '../errors.ts';
import { setReplay } from '../replay-settings.ts';
import { redisAddress } from '../sweep/queue/address.ts';
import type { QueueOptions } from '../sweep/queue/open-queue.ts';
import { auto } from '../sweep/run/auto-backend.ts';
import { executionSettings } from '../sweep/study/run-settings.ts';
import { defaultDatabase } from '../text/db-flag.ts';
import { checkedFlags, declareFlags } from './flags.ts';
import { optional, single } from './single.ts';

const group = 'How to compute:';

/** How an experiment is carried out, and what is printed of it. */
export interface Execution {
  /** Processes; undefined: as many as make it faster. */
  readonly workers: number | undefined;
  /** Seconds. */
  readonly checkpointInterval: number;
  /** Whether to wait for another process that writes to the file. */
  readonly wait: boolean;
  /** Path of the results file. */
  readonly db: string;
  readonly json: boolean;
  readonly quiet: boolean;
  /** The queue whose agents train; undefined: processes of this machine do. */
  readonly queue: QueueOptions | undefined;
}

/** Declares the flags of every command that trains. */
export function declareExecutionFlags(yargs: Argv): Argv {
  declareFlags(yargs, executionSettings, group);
  return yargs
    .option('native', {
      group,
      type: 'boolean',
      default: true,
      describe:
        'on the backend simd, compute with native kernels where there are some; --no-native: with WebAssembly alone, whose results are the same',
    })
    .option('replay', {
      group,
      type: 'boolean',
      default: true,
      describe:
        'on the backend simd, record the kernel calls of a step and replay them; --no-replay: interpret every step, with the same results',
    })
    .option('audit-replay', {
      group,
      type: 'number',
      default: 0,
      describe: 'interpret every N-th replayed step beside, and stop at the first different bit; 0: none',
    })
    .middleware(({ native, replay, 'audit-replay': audit }) => {
      if (native === false) switchNativeOff();
      setReplay({ replay: replay !== false, audit: auditOf(audit) });
    })
    .option('db', {
      type: 'string',
      default: defaultDatabase,
      describe: 'the SQLite file that takes the results',
    })
    .option('json', { type: 'boolean', default: false, describe: 'print the scores of the runs as JSON' })
    .option('quiet', { type: 'boolean', default: false, describe: 'show no progress' });
}

/** @throws UsageError unless it counts steps. */
function auditOf(given: unknown): number {
  const steps = given ?? 0;
  if (typeof steps === 'number' && Number.isSafeInteger(steps) && steps >= 0) return steps;
  throw new UsageError(`--audit-replay counts steps, 0, 1, 2, …, given ${String(given)}`);
}

/** What was asked for. @throws UsageError */
export function executionOf(argv: Readonly<Record<string, unknown>>): Execution {
  const settings = checkedFlags(argv, executionSettings);
  return {
    workers: settings.workers,
    checkpointInterval: settings.checkpoint_interval,
    wait: settings.wait,
    db: single(argv, 'db'),
    json: argv.json === true,
    quiet: argv.quiet === true,
    queue: queueOf(argv),
  };
}

/** Declares the flag of the commands that begin something: an experiment keeps the backend that it began with. */
export function declareBackendFlag(yargs: Argv): Argv {
  return yargs.option('backend', {
    group,
    type: 'string',
    default: auto,
    describe: `what computes: ${auto} (simd, or a GPU where it is faster), ${backendNames.join(', ')}`,
  });
}

/** Declares the flags of the commands whose runs the agents of a queue may train. */
export function declareQueueFlags(yargs: Argv): Argv {
  return yargs
    .option('queue', {
      group,
      type: 'string',
      requiresArg: true,
      describe:
        'have agents on any number of machines train (rl-bench agent): the address of their Redis, redis://:password@host:6379, rediss:// with TLS',
    })
    .option('audit', {
      group,
      type: 'string',
      requiresArg: true,
      describe:
        'with --queue, the share of units that another agent trains again, e.g. 0.01; a difference is an error that names both',
    });
}

/** @throws UsageError for an audit that is no share, or has nobody to make it. */
function queueOf(argv: Readonly<Record<string, unknown>>): QueueOptions | undefined {
  const [address, asked] = [optional(argv, 'queue'), optional(argv, 'audit')];
  const audit = asked === undefined ? undefined : Number(asked);
  if (audit !== undefined && !(audit >= 0 && audit <= 1)) {
    throw new UsageError(`--audit is a share of the units, 0 to 1, given ${asked}`);
  }
  if (address !== undefined) return { address: redisAddress(address), audit };
  if (audit === undefined) return undefined;
  throw new UsageError('--audit has other agents train units again: it needs --queue redis://host');
}

/** Declares the flag of the commands that may find what they are to begin begun already. */
export function declareResumeFlag(yargs: Argv): Argv {
  return yargs.option('resume', {
    group,
    type: 'boolean',
    default: false,
    describe: 'go on with the same experiment where the file has it already',
  });
}

/** Declares `--dry-run`, for the commands that train. */
export function declareDryRun<T>(yargs: Argv<T>): Argv<T> {
  return yargs.option('dry-run', {
    group,
    type: 'boolean',
    default: false,
    describe: 'train and write nothing; say what would be trained, and about how long that takes',
  }) as unknown as Argv<T>;
}

/** Complains of these flags before anything is read or planned. @throws UsageError */
export function checkExecutionFlags(argv: Readonly<Record<string, unknown>>): void {
  backendOf(argv);
  executionOf(argv);
}

/** The backend asked for, or `auto`. @throws UsageError for one that there is not. */
export function backendOf(argv: Readonly<Record<string, unknown>>): string {
  const backend = single(argv, 'backend');
  if (backend !== auto) checkBackend(backend);
  return backend;
}
