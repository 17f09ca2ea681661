import { agentKey, writerKey } from './names.ts';
import type { Redis } from './packages.ts';
import type { WriterFacts } from './writer-lease.ts';

/** An agent that is there, as it describes itself. */
export interface AgentFacts {
  /** Its machine and process: `node-7:4711`. */
  readonly name: string;
  readonly version: string;
  /** Units that it trains at a time. */
  readonly workers: number;
  /** ISO 8601, UTC. */
  readonly since: string;
  /** What it trains, in words. */
  readonly units: readonly string[];
}

/** All agents that have said within seconds that they are there, by name. */
export async function agentsIn(redis: Redis): Promise<AgentFacts[]> {
  const found = await all<AgentFacts>(redis, agentKey('*'));
  return found.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}

/** All processes that write what agents train. */
export function writersIn(redis: Redis): Promise<WriterFacts[]> {
  return all<WriterFacts>(redis, writerKey('*'));
}

async function all<T>(redis: Redis, pattern: string): Promise<T[]> {
  const keys = new Set<string>();
  let cursor = '0';
  do {
    const [next, page] = (await redis.call('SCAN', cursor, 'MATCH', pattern, 'COUNT', 500)) as [
      string,
      string[],
    ];
    for (const key of page) keys.add(key);
    cursor = next;
  } while (cursor !== '0');
  if (keys.size === 0) return [];
  const values = (await redis.call('MGET', ...keys)) as (string | null)[];
  return values.flatMap((value) => (value === null ? [] : [JSON.parse(value) as T]));
}
