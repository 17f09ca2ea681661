import { UsageError } from '../../errors.ts';
import { redisAddress } from './address.ts';
import { type Connections, connected } from './connect.ts';

/** A queue in place of processes of this machine. */
export interface QueueOptions {
  /** Of its Redis: `redis://host`, see `redisAddress`. */
  readonly address: string;
  /** The share of units that another agent trains again, 0 to 1; what differs is an error. Default 0. */
  readonly audit?: number | undefined;
}

/** One that has answered. */
export interface OpenQueue {
  readonly address: string;
  readonly audit: number;
  readonly connections: Connections;
}

interface PluginFile {
  readonly path: string;
}

/** How something is run that may use a queue. */
interface MayQueue {
  readonly queue: QueueOptions | undefined;
  readonly plugins: readonly PluginFile[];
  readonly observer: { note(line: string): void };
}

/**
 * Does some work with the queue that it is to use, if any, which is closed afterwards.
 *
 * @throws UsageError for a queue that there is not, and for what cannot be trained on one.
 */
export async function withQueue<H extends MayQueue, T>(
  how: H,
  work: (how: H & { readonly openQueue: OpenQueue | undefined }) => Promise<T>,
): Promise<T> {
  const { queue, plugins, observer } = how;
  if (queue === undefined) return work({ ...how, openQueue: undefined });
  const address = redisAddress(queue.address);
  refusePlugins(plugins);
  const connections = await connected(address, observer.note);
  try {
    return await work({ ...how, openQueue: { address, audit: queue.audit ?? 0, connections } });
  } finally {
    connections.close();
  }
}

/** Complains of plugins where agents are to train: they would not have the files. @throws UsageError */
export function refusePlugins([plugin]: readonly PluginFile[]): void {
  if (plugin === undefined) return;
  throw new UsageError(
    `agents run no plugins (${plugin.path}), which are files of this machine; drop --queue, or the plugin`,
  );
}
