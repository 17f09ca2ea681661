import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UsageError } from '../../errors.ts';
import { FollowedFile } from './followed-file.ts';

export interface ServeOptions {
  /** Path of the results file. It need not be there yet, and may be replaced later. */
  readonly db: string;
  /** The port to listen on; 0 for any that is free. Default: 0. */
  readonly port?: number | undefined;
  /** The address to listen on. Default: `127.0.0.1`, which nobody but this machine reaches. */
  readonly host?: string | undefined;
  /** Told of errors that are mistakes of ours; whoever asked gets status 500. */
  readonly onFault?: ((error: unknown) => void) | undefined;
}

export interface ReportServer {
  /** Where the page is, with the token that it takes: whoever knows it can read the results. */
  readonly address: string;
  /** Stops listening, and ends all connections. */
  close(): Promise<void>;
}

const loopback = '127.0.0.1';

/**
 * Serves the report of a results file as it grows, read-only, to whoever knows the address. Nothing is read while nobody
 * looks, and drawing takes at most a twentieth of a core.
 *
 * @throws UsageError if a file is there that is no results file, or if nothing can listen at that address.
 */
export async function serveReport({
  db,
  port = 0,
  host = loopback,
  onFault = () => {},
}: ServeOptions): Promise<ReportServer> {
  const file = new FollowedFile(db);
  if (file.identity() !== undefined) await file.read(() => undefined);
  // Loaded when asked for: drawing takes packages that nobody should wait for otherwise.
  const { answerer } = await import('./answer.ts');
  const { PacedStates } = await import('./paced-states.ts');
  const token = randomBytes(16).toString('hex');
  const answer = answerer({ token, states: new PacedStates(file), anyHost: host !== loopback });
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      onFault(error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  await listening(server, port, host);
  const { port: taken } = server.address() as AddressInfo;
  return {
    address: `http://${host.includes(':') ? `[${host}]` : host}:${taken}/${token}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listening(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE'
          ? 'another program listens there; leave --port out for a free one'
          : `the system says ${error.code ?? error.message}`;
      reject(new UsageError(`cannot listen on port ${port} of ${host}: ${why}`));
    });
    server.listen(port, host, resolve);
  });
}
