import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openReadonly } from '../../src/store/index.ts';

const command = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/**
 * Runs the built command as a user would and asks the file that it leaves one question.
 *
 * @param args what to train; the file is taken care of.
 * @param question SQL with one row as its answer.
 */
export function trainAndAsk(args: readonly string[], question: string): Record<string, number> {
  const folder = mkdtempSync(join(tmpdir(), 'rl-bench-learning-'));
  try {
    const path = join(folder, 'results.sqlite');
    execFileSync(process.execPath, [command, ...args, '--db', path], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const db = openReadonly(path);
    try {
      return db.prepare(question).get() as Record<string, number>;
    } finally {
      db.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
