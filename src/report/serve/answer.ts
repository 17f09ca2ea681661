import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { livePage } from './live-page.ts';
import type { PacedStates } from './paced-states.ts';

interface Served {
  /** The first part of every path. */
  readonly token: string;
  readonly states: PacedStates;
  /** False where only names of this machine are answered to, which keeps pages of others' names out. */
  readonly anyHost: boolean;
}

/** Of every answer. The page is of one moment, and its address is nobody else's affair. */
const headers = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-resource-policy': 'same-origin',
};

/**
 * What is answered to a request: at `/TOKEN/` the page, at `/TOKEN/state?experiments=1,3&seen=TAG` what it shows, as JSON,
 * or status 204 where that is what the reader has seen. Everything else is refused; there is nothing that writes.
 */
export function answerer({ token, states, anyHost }: Served) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const refuse = (status: number, why: string): void => {
      response.writeHead(status, { ...headers, 'content-type': 'text/plain; charset=utf-8' });
      response.end(`${why}\n`);
    };
    if (!anyHost && !isOfThisMachine(request.headers.host)) return refuse(403, 'asked for by another name');
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'this only reads');
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const [, given = '', place] = pathname.split('/');
    if (!isSame(given, token))
      return refuse(404, 'take the whole address that rl-bench report --serve has printed');
    if (place === '') {
      response.writeHead(200, { ...headers, 'content-type': 'text/html; charset=utf-8' });
      response.end(livePage);
    } else if (place === 'state') {
      const told = await states.of(idsIn(searchParams.get('experiments') ?? ''));
      if (told.tag === searchParams.get('seen')) {
        response.writeHead(204, headers).end();
        return;
      }
      response.writeHead(200, { ...headers, 'content-type': 'application/json' });
      response.end(JSON.stringify(told));
    } else refuse(404, 'there is nothing here');
  };
}

/** Also through a tunnel, whose port is another. A page of another name that leads here would be asked for by that name. */
function isOfThisMachine(host = ''): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host);
}

/** In a time that says nothing of how much is right. */
function isSame(given: string, token: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(token)];
  return one.length === other.length && timingSafeEqual(one, other);
}

const mostIds = 100;

function idsIn(text: string): number[] {
  return text
    .split(',')
    .filter((each) => /^\d{1,15}$/.test(each))
    .slice(0, mostIds)
    .map(Number);
}
