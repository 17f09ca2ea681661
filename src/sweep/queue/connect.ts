import { UsageError } from '../../errors.ts';
import { shownAddress } from './address.ts';
import { type QueuePackages, queuePackages, type Redis } from './packages.ts';

/** Milliseconds that a first connection may take. */
const patience = 5000;
/** Milliseconds between two tries to reach a Redis that has gone, at most. */
const pause = 1000;
/** Streams came with it; BullMQ asks for no less. */
const oldest = 5;

/** Connections to a Redis that has answered. */
export interface Connections {
  readonly packages: QueuePackages;
  /** For commands that are answered at once. */
  readonly redis: Redis;
  /** One more, for commands that wait or for BullMQ. */
  another(): Redis;
  /** Closes all of them. */
  close(): void;
}

/**
 * Connects to a Redis. Later on, commands wait while it is away: what is queued, and who has it, is found out again when it
 * is back.
 *
 * @param address as `redisAddress` gives it. @param say told when Redis goes and when it is back.
 * @throws UsageError where there is none, it refuses, or is too old.
 */
export async function connected(
  address: string,
  say: (line: string) => void = () => {},
): Promise<Connections> {
  const packages = queuePackages();
  const shown = shownAddress(address);
  const all: Redis[] = [];
  let isOver = false;
  const another = (): Redis => {
    const redis = new packages.Redis(address, {
      lazyConnect: true,
      maxRetriesPerRequest: null,
      connectTimeout: patience,
      retryStrategy: (tries) => (isOver ? null : Math.min(100 * tries, pause)),
    });
    // Nobody hears of what a reconnection will mend.
    redis.on('error', () => {});
    all.push(redis);
    return redis;
  };
  const close = (): void => {
    isOver = true;
    for (const redis of all) redis.disconnect();
  };
  const redis = another();
  try {
    await firstAnswer(redis, shown);
    await refuseUnfit(redis, shown);
  } catch (error) {
    close();
    throw error;
  }
  let isAway = false;
  redis.on('close', () => {
    if (isOver || isAway) return;
    isAway = true;
    say(`the Redis at ${shown} does not answer; this waits until it is back`);
  });
  redis.on('ready', () => {
    if (isAway) say(`the Redis at ${shown} is back`);
    isAway = false;
  });
  return { packages, redis, another, close };
}

/** @throws UsageError with what the first connection says. */
async function firstAnswer(redis: Redis, shown: string): Promise<void> {
  let fault: Error | undefined;
  const note = (error: Error): void => {
    fault = error;
  };
  redis.on('error', note);
  let limit: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    // One without TLS waits for more of what it takes for a command.
    const asked = shown.startsWith('rediss:') ? ', or not with TLS, as rediss:// asks for' : '';
    limit = setTimeout(() => reject(new Error(`it does not answer${asked}`)), patience);
  });
  try {
    await Promise.race([redis.connect().then(() => redis.call('PING')), late]);
  } catch (error) {
    throw new UsageError(`no queue at ${shown}: ${reason(fault ?? (error as Error))}`);
  } finally {
    clearTimeout(limit);
    redis.off('error', note);
  }
}

function reason(error: Error): string {
  const [message] = (error.message || String((error as NodeJS.ErrnoException).code ?? error)).split('\n') as [
    string,
  ];
  if (/NOAUTH/.test(message)) return 'it asks for a password; name it as in redis://:password@host';
  if (/WRONGPASS|invalid password/i.test(message))
    return 'it refuses the user or the password of the address';
  if (/NOPERM/.test(message)) return `its user may not do what a queue takes (${message})`;
  if (/ECONNREFUSED/.test(message)) return 'nothing listens there; start redis-server or valkey-server first';
  if (/ENOTFOUND|EAI_AGAIN/.test(message)) return 'there is no host of that name';
  if (/altnames/.test(message)) return `its certificate is for other names (${message})`;
  if (/certificate/i.test(message)) {
    return `its certificate is not trusted (${message}); name that of the authority that signed it, NODE_EXTRA_CA_CERTS=FILE.pem`;
  }
  if (
    /Protocol error|wrong version number|packet length|SSL|Connection is closed|ECONNRESET/i.test(message)
  ) {
    return `what listens there does not speak as the address says, redis:// or with TLS rediss:// (${message})`;
  }
  return message;
}

async function refuseUnfit(redis: Redis, shown: string): Promise<void> {
  let info: string;
  try {
    info = String(await redis.call('INFO'));
  } catch (error) {
    throw new UsageError(`no queue at ${shown}: ${reason(error as Error)}`);
  }
  const version = /^redis_version:(\d+)/m.exec(info)?.[1];
  if (version === undefined) throw new UsageError(`no queue at ${shown}: what answers there is no Redis`);
  if (Number(version) < oldest) {
    throw new UsageError(`the Redis at ${shown} is version ${version}; queues need ${oldest} or later`);
  }
  if (/^role:slave/m.test(info)) {
    throw new UsageError(
      `the Redis at ${shown} is a replica, which cannot be written; name the one that it follows`,
    );
  }
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
  if (policy !== undefined && policy !== 'noeviction') {
    throw new UsageError(
      `the Redis at ${shown} drops keys when it is full (maxmemory-policy ${policy}), among them the queue; set it to noeviction`,
    );
  }
}
