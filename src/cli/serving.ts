import { constants, setPriority } from 'node:os';
import { UsageError } from '../errors.ts';
import { print } from './print.ts';
import { stopOnSignals } from './stop-on-signals.ts';

interface Asked {
  readonly db: string;
  readonly port: unknown;
  readonly host: string | undefined;
}

/** Serves the report of a results file until a signal comes, at a low priority: training beside it goes first. */
export async function serve({ db, port, host }: Asked): Promise<void> {
  const wanted = portOf(port);
  const { serveReport } = await import('../report/serve/serve-report.ts');
  const server = await serveReport({ db, port: wanted, host, onFault: console.error });
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // A system that forbids it serves as well.
  }
  const stop = stopOnSignals(undefined, 'stops serving');
  stop.listen();
  try {
    await print(`${server.address}\n`);
    console.error('rl-bench: open this address in a browser; Ctrl-C ends it');
    await new Promise((resolve) => stop.signal.addEventListener('abort', resolve, { once: true }));
  } finally {
    await server.close();
    stop.release();
  }
}

function portOf(given: unknown): number | undefined {
  if (given === undefined) return undefined;
  if (Number.isInteger(given) && Number(given) >= 0 && Number(given) <= 65_535) return Number(given);
  throw new UsageError(`--port takes a number from 0 to 65535, given ${String(given)}`);
}
