import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { openReadonly, openStore } from '../../src/store/index.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Writes batches of 50 episodes for ever and says after every commit how many there are. */
const writer = `
  import { openStore } from './src/store/index.ts';
  import { episode, newExperiment } from './test/store/records.ts';
  const store = openStore(process.argv[2]);
  const { runIds } = store.createExperiment(newExperiment([{}]));
  store.startRuns(runIds);
  for (let count = 0; ; count += 50) {
    store.write(runIds, Array.from({ length: 50 }, (_, index) => episode({ episode: count + index })));
    process.stdout.write(count + 50 + '\\n');
  }
`;

/** The writer as a program of its own, which finds the project's packages. */
function bundledWriter(folder: string): string {
  const outfile = join(folder, 'writer.mjs');
  buildSync({
    stdin: { contents: writer, resolveDir: resolve('.'), loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
  });
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  return outfile;
}

describe('a writer killed in the middle of its work', () => {
  test('leaves a file in which everything committed is readable and nothing half written', async () => {
    const folder = temporaryFolder();
    const program = bundledWriter(folder);
    for (const commits of [1, 40, 200]) {
      const path = join(folder, `${commits}.sqlite`);
      const child = spawn(process.execPath, [program, path], { stdio: ['ignore', 'pipe', 'inherit'] });
      let said = '';
      child.stdout.on('data', (text: Buffer) => {
        said += text;
        if (said.split('\n').length > commits) child.kill('SIGKILL');
      });
      const [, signal] = await once(child, 'close');
      expect(signal).toBe('SIGKILL');

      const promised = Math.max(...said.trim().split('\n').map(Number));
      const reader = openReadonly(path);
      const found = reader.prepare('select count(*) from episodes').pluck().get() as number;
      expect(found).toBeGreaterThanOrEqual(promised);
      expect(found % 50).toBe(0);
      expect(reader.prepare('select max(episode) + 1 from episodes').pluck().get()).toBe(found);
      expect(reader.prepare('select status from runs').pluck().get()).toBe('running');
      expect(reader.pragma('integrity_check', { simple: true })).toBe('ok');
      reader.close();

      const store = openStore(path);
      store.interrupt([1]);
      expect(store.db.prepare('select status from runs').pluck().get()).toBe('interrupted');
      store.close();
    }
  });
});
