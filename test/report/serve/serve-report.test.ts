import { copyFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { get, request } from 'node:http';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { serveReport } from '../../../src/report/serve/serve-report.ts';
import { openStore } from '../../../src/store/index.ts';
import { end, evaluation, newExperiment, update } from '../../store/records.ts';
import { temporaryFolder } from '../../store/temporary-folder.ts';
import { addMadeExperiment, hostileTitle } from '../made-experiment.ts';

/** A file with an experiment in which little has happened. */
function smallFile(path = join(temporaryFolder(), 'results.sqlite')): string {
  const store = openStore(path);
  const { runIds } = store.createExperiment(newExperiment([{}, {}]));
  store.startRuns(runIds);
  store.write(runIds, [evaluation(), update({ updateIndex: 1 }), end()]);
  store.close();
  return path;
}

/** A file with the made experiment, whose id is 2, after one without anything measured. */
function madeFile(path = join(temporaryFolder(), 'results.sqlite')): string {
  const store = openStore(path);
  store.createExperiment(newExperiment([{ optimizer: 'SGD' }], { title: 'an earlier one' }));
  addMadeExperiment(store);
  store.close();
  return path;
}

async function served(db: string) {
  const server = await serveReport({ db, onFault: (error) => expect.fail(String(error)) });
  onTestFinished(() => server.close());
  return server.address;
}

interface Told {
  readonly tag: string;
  readonly file?: string;
  readonly problem?: string;
  readonly state?: {
    readonly experiments: readonly { id: number; title: string; status: string; runs: string }[];
    readonly chosen: readonly number[];
    readonly runs: readonly { status: string; cells: readonly (readonly [string, unknown])[] }[];
    readonly pieces: readonly { id: string; html: string }[];
  };
}

const told = async (address: string, query = ''): Promise<Told> =>
  (await fetch(`${address}state${query}`)).json() as Promise<Told>;

/** Asks until an answer is as it should be: what has changed is read again after a second. */
async function toldOnce(address: string, isSo: (told: Told) => boolean): Promise<Told> {
  for (;;) {
    const answer = await told(address);
    if (isSo(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe('the served report', () => {
  test('tells of the newest experiment, or of those that are asked for, and of all there are', async () => {
    const address = await served(madeFile());
    const { state } = await told(address);
    expect(state!.experiments).toMatchObject([
      { id: 2, title: hostileTitle, status: 'running', runs: '35 of 36' },
      { id: 1, title: 'an earlier one', status: 'waiting', runs: '0 of 1' },
    ]);
    expect(state!.chosen).toEqual([2]);
    expect(state!.runs).toHaveLength(36);
    expect(state!.runs.filter(({ status }) => status === 'diverged')).toHaveLength(6);
    expect(state!.runs[0]!.cells.map(([shown]) => shown)).toEqual([
      ...[
        '2',
        '2',
        'cartpole',
        'ppo',
        'MILO',
        '0.01',
        '1',
        'finished',
        '500k of 500k',
        '410',
        '100 %',
        '12.5 s',
      ],
    ]);
    const ids = state!.pieces.map(({ id }) => id);
    expect(ids).toEqual(
      expect.arrayContaining(['experiment-2-runs-piece', 'experiment-2-learning-curves-piece']),
    );
    expect(state!.pieces.map(({ html }) => html).join('')).not.toContain('<script');

    const both = await told(address, '?experiments=2,1,77');
    expect(both.state!.chosen).toEqual([1, 2]);
    expect(both.state!.runs).toHaveLength(37);
    expect((await told(address, '?experiments=77,x,-1')).state!.chosen).toEqual([2]);
  });

  test('says nothing while nothing is new, and something as soon as the file was written to', async () => {
    const path = smallFile();
    const address = await served(path);
    const { tag, state } = await told(address);
    const seen = `?seen=${encodeURIComponent(tag)}`;
    expect((await fetch(`${address}state${seen}`)).status).toBe(204);
    const store = openStore(path);
    store.createExperiment(newExperiment([{}], { title: 'a new one' }));
    const next = await toldOnce(address, (answer) => answer.tag !== tag);
    store.close();
    expect(next.state!.experiments).toHaveLength(state!.experiments.length + 1);
    expect(next.state!.chosen).toEqual([2]);
  });

  test('waits for a file that is not there, goes on with another in its place, and tells of one that is gone', async () => {
    const [first, second] = [smallFile(), smallFile()];
    const path = join(temporaryFolder(), 'results.sqlite');
    const address = await served(path);
    expect((await told(address)).problem).toMatch(/^no results in ".*": there is no such file; /);
    copyFileSync(first, path);
    const one = await toldOnce(address, ({ state }) => state !== undefined);
    renameSync(second, path);
    const other = await toldOnce(address, ({ file }) => file !== undefined && file !== one.file);
    expect(other.state!.chosen).toEqual([1]);
    rmSync(path);
    expect((await toldOnce(address, ({ problem }) => problem !== undefined)).problem).toContain(
      'no such file',
    );
    writeFileSync(path, 'something else altogether');
    const wrong = await toldOnce(address, ({ problem }) => problem?.includes('no such file') === false);
    expect(wrong.problem).toContain('it is no SQLite database');
  });

  const status = (address: string, options: { method?: string; host?: string } = {}): Promise<number> =>
    new Promise((resolve, reject) => {
      const { method = 'GET', host } = options;
      const asked = request(address, { method, ...(host && { headers: { host } }) }, (answer) => {
        answer.resume();
        resolve(answer.statusCode!);
      });
      asked.on('error', reject).end();
    });

  test('answers nobody without its token, by another name, or who wants to write', async () => {
    const address = await served(smallFile());
    const { origin, port } = new URL(address);
    expect(await status(address)).toBe(200);
    expect(await status(address, { host: `localhost:${port}` })).toBe(200);
    expect(await status(`${origin}/`)).toBe(404);
    expect(await status(`${origin}/state`)).toBe(404);
    expect(await status(`${origin}/${'0'.repeat(32)}/state`)).toBe(404);
    expect(await status(`${address}../etc/passwd`)).toBe(404);
    expect(await status(`${address}else`)).toBe(404);
    expect(await status(address, { host: 'rebound.example' })).toBe(403);
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
      expect(await status(address, { method })).toBe(405);
  });

  test('listens where only this machine reaches it, and sends a page whose policy allows its one script', async () => {
    const address = await served(smallFile());
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}\/$/);
    const page = await (await fetch(address)).text();
    expect(page).toMatch(/default-src 'none'; [^"]*script-src 'sha256-[^']+'; connect-src 'self'"/);
    expect(page.match(/<script/g)).toHaveLength(1);
  });

  test('refuses a port that is taken and a file that is something else, in one line', async () => {
    const { port } = new URL(await served(smallFile()));
    await expect(serveReport({ db: smallFile(), port: Number(port) })).rejects.toThrow(
      `cannot listen on port ${port} of 127.0.0.1: another program listens there; leave --port out for a free one`,
    );
    const path = join(temporaryFolder(), 'page.html');
    writeFileSync(path, '<!doctype html>');
    await expect(serveReport({ db: path })).rejects.toThrow('it is no SQLite database');
  });

  test('ends, also while somebody keeps a connection open', async () => {
    const server = await serveReport({ db: smallFile() });
    await new Promise((resolve) => get(server.address, resolve));
    await server.close();
    await expect(fetch(server.address)).rejects.toThrow();
  });
});
