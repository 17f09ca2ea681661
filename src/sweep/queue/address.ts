import { UsageError } from '../../errors.ts';

/**
 * The address of a Redis or Valkey, checked.
 *
 * @param given `redis://host`, `redis://user:password@host:6379/0`; `rediss://` for TLS.
 * @throws UsageError
 */
export function redisAddress(given: string): string {
  const example = 'redis://host, redis://:password@host:6379, or rediss://… for TLS';
  let url: URL;
  try {
    url = new URL(given);
  } catch {
    throw new UsageError(
      `a queue is named by the address of a Redis, ${example}, given ${JSON.stringify(given)}`,
    );
  }
  if (url.protocol !== 'redis:' && url.protocol !== 'rediss:') {
    throw new UsageError(`a queue is named by the address of a Redis, ${example}, given ${url.protocol}//…`);
  }
  if (url.hostname === '') throw new UsageError(`the address of a Redis names a host: ${example}`);
  if (!/^\/?\d*$/.test(url.pathname)) {
    throw new UsageError(
      `what stands behind the host in the address of a Redis is the number of a database, as in redis://host/2, given ${JSON.stringify(url.pathname.slice(1))}`,
    );
  }
  return url.href;
}

/** An address without its password, for people. */
export function shownAddress(address: string): string {
  const { protocol, hostname, port, pathname } = new URL(address);
  return `${protocol}//${hostname}${port === '' ? '' : `:${port}`}${pathname === '/' ? '' : pathname}`;
}
