import type { Argv, CommandModule } from 'yargs';
import { z } from 'zod';
import { UsageError } from '../../errors.ts';
import { redisAddress } from '../../sweep/queue/address.ts';
import { withEnvironment } from '../environment.ts';
import { checkedFlags, declareFlags } from '../flags.ts';
import { optional } from '../single.ts';
import { stopOnSignals } from '../stop-on-signals.ts';
import { teller } from '../tell.ts';

const settings = z.object({
  workers: z.int().positive().optional().describe('units that it trains at a time (default: one a core)'),
});

function builder(yargs: Argv): Argv {
  declareFlags(yargs, settings, 'How to compute:');
  return withEnvironment(
    yargs
      .positional('queue', {
        type: 'string',
        describe: 'the address of the Redis that a sweep was given as --queue',
      })
      .option('once', {
        type: 'boolean',
        default: false,
        describe: 'end with the last sweep; else it waits for the next one',
      })
      .option('quiet', { type: 'boolean', default: false, describe: 'say nothing' })
      .example('$0 agent redis://host', 'train what sweeps put into the queue there')
      .example(
        '$0 agent rediss://:password@host:6380 --workers 4',
        'with a password, over TLS, in four processes',
      ),
  );
}

async function handler(argv: Readonly<Record<string, unknown>>): Promise<void> {
  const address = queueOf(argv, 'agent');
  const { workers } = checkedFlags(argv, settings);
  const { serveQueue } = await import('../../sweep/queue/serve.ts');
  const say = teller({ quiet: argv.quiet === true });
  const stop = stopOnSignals(
    (line) => console.error(line),
    'leaving all units off with checkpoints; press Ctrl-C again to stop at once',
  );
  stop.listen();
  try {
    await serveQueue(address, { workers, signal: stop.signal, once: argv.once === true, say });
  } finally {
    stop.release();
  }
  if (stop.signal.aborted) process.exitCode = stop.exitCode();
}

/** The address that a command is given. @throws UsageError where there is none. */
export function queueOf(argv: Readonly<Record<string, unknown>>, command: string): string {
  const given = optional(argv, 'queue');
  if (given === undefined) {
    throw new UsageError(`${command} of which queue? try: rl-bench ${command} redis://localhost`);
  }
  return redisAddress(given);
}

export const agentCommand: CommandModule = { builder, handler };
