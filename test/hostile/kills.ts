import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { RandomStream } from '../../src/random.ts';
import { openDatabase } from '../../src/store/sqlite.ts';
import { cli, rlBench } from '../cli/command.ts';
import { contents, database } from '../cli/contents.ts';
import { inTerminal, isAlive, until, workersOf } from '../cli/terminal.ts';
import { prepare, type SmallStudy, smallStudies } from './small-studies.ts';

/** Who is ended, and how. */
interface Blow {
  readonly whom: 'process' | 'worker' | 'group' | 'terminal';
  readonly how: 'SIGKILL' | 'SIGTERM' | 'SIGINT' | 'SIGHUP' | 'Ctrl-C' | 'hang-up';
}

const signals = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const;
const blows: readonly Blow[] = [
  ...(['process', 'worker', 'group'] as const).flatMap((whom) => signals.map((how) => ({ whom, how }))),
  { whom: 'terminal', how: 'Ctrl-C' },
  { whom: 'terminal', how: 'hang-up' },
];

/** How long a command may take to end after a wish to stop, and its workers after it, in milliseconds. */
const patience = { command: 20_000, workers: 5_000 };

/** What came of the kills. */
export interface Kills {
  /** Blows that were dealt. */
  readonly dealt: number;
  /** Those that met a command which had not ended by itself. */
  readonly met: number;
  /** What was not as it should be, a line each. */
  readonly failures: readonly string[];
}

/** A command that was started, in a process group or a terminal of its own. */
interface Victim {
  pid(): number | undefined;
  strike(how: Blow['how']): void;
  /** Resolves when it and its terminal have ended. */
  readonly end: Promise<unknown>;
}

/**
 * Ends small studies at random moments, in every way in which processes are ended, resumes them until they are complete,
 * and compares all tables of results with those of a study that nobody has disturbed.
 *
 * @param count of the kills. Some studies are killed more than once.
 * @param seed of what is killed, when and how.
 */
export async function kills(count: number, seed: number): Promise<Kills> {
  const random = RandomStream.of(seed, 'kills');
  const root = mkdtempSync(join(tmpdir(), 'rl-bench-kills-'));
  const failures: string[] = [];
  let [dealt, met, rounds] = [0, 0, 0];
  const undisturbed = new Map<string, Undisturbed>();
  try {
    for (; dealt < count; rounds++) {
      const study = smallStudies[rounds % smallStudies.length]!;
      const folder = mkdtempSync(join(root, 'round-'));
      prepare(study, folder);
      const reference = undisturbed.get(study.name) ?? undisturbedOf(study, root);
      undisturbed.set(study.name, reference);
      const story: string[] = [`round ${rounds}: ${study.name}`];
      const complain = (what: string): void => void failures.push(`${story.join('; ')}: ${what}`);
      for (let again = true; again && dealt < count; again = random.uniform() < 0.3) {
        const blow = blows[random.integer(blows.length)]!;
        const moment = random.uniform(0, 0.95) * reference.milliseconds;
        story.push(`${blow.how} to the ${blow.whom} after ${Math.round(moment)} ms`);
        dealt++;
        if (await struck(folder, nextCommand(study, folder), blow, moment, complain)) met++;
        checkIntegrity(folder, complain);
      }
      complete(study, folder, complain);
      checkIntegrity(folder, complain);
      const found = existsSync(join(folder, database)) ? contents(folder) : {};
      for (const [table, rows] of Object.entries(reference.contents)) {
        if (!isDeepStrictEqual(found[table], rows))
          complain(`table ${table} is not that of the undisturbed study`);
      }
      rmSync(folder, { recursive: true, force: true });
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  return { dealt, met, failures };
}

interface Undisturbed {
  readonly contents: ReturnType<typeof contents>;
  readonly milliseconds: number;
}

function undisturbedOf(study: SmallStudy, root: string): Undisturbed {
  const folder = mkdtempSync(join(root, 'undisturbed-'));
  prepare(study, folder);
  const started = performance.now();
  const { status, stderr } = rlBench(folder, ...study.args);
  if (status !== 0) throw new Error(`${study.name} does not even train undisturbed: ${stderr}`);
  return { contents: contents(folder), milliseconds: performance.now() - started };
}

/** Where a command was ended before it had written its plan, it is begun again. */
function nextCommand(study: SmallStudy, folder: string): readonly string[] {
  if (!isBegun(folder)) return study.args;
  if (study.again) return [...study.args, ...study.again];
  return ['resume', ...study.args.slice(study.args.indexOf('--workers'))];
}

function isBegun(folder: string): boolean {
  if (!existsSync(join(folder, database))) return false;
  const db = openDatabase(join(folder, database), { readonly: true });
  try {
    const tables = db.prepare("select count(*) from sqlite_master where name = 'experiments'").pluck().get();
    return tables === 1 && (db.prepare('select count(*) from experiments').pluck().get() as number) > 0;
  } finally {
    db.close();
  }
}

/** Deals one blow to a command. @returns whether it was still at work. */
async function struck(
  folder: string,
  args: readonly string[],
  { whom, how }: Blow,
  moment: number,
  complain: (what: string) => void,
): Promise<boolean> {
  const victim = whom === 'terminal' ? inOwnTerminal(folder, args) : inOwnGroup(folder, args, whom);
  let ended = false;
  const end = victim.end.then(() => {
    ended = true;
  });
  await Promise.race([end, setTimeout(moment)]);
  const pid = victim.pid();
  if (ended || pid === undefined) {
    await end;
    return false;
  }
  const family = [pid, ...workersOf(pid)];
  victim.strike(how);
  // A worker alone is not the whole command: that goes on.
  if (whom === 'worker') await end;
  else if (!(await until(() => !isAlive(pid), patience.command))) {
    complain(`the command is still there after ${patience.command} ms`);
    process.kill(pid, 'SIGKILL');
  }
  const gone = () => !family.some(isAlive);
  if (!(await until(gone, patience.workers))) complain('a worker is still there');
  await end;
  return true;
}

function inOwnGroup(folder: string, args: readonly string[], whom: Blow['whom']): Victim {
  const child = spawn(process.execPath, [cli, ...args], { cwd: folder, stdio: 'ignore', detached: true });
  const pid = child.pid!;
  return {
    pid: () => pid,
    strike(how) {
      const target = { process: pid, group: -pid, worker: workersOf(pid)[0], terminal: undefined }[whom];
      if (target !== undefined) process.kill(target, how as NodeJS.Signals);
    },
    end: new Promise((resolve) => child.on('close', resolve)),
  };
}

function inOwnTerminal(folder: string, args: readonly string[]): Victim {
  const terminal = inTerminal(folder, args);
  return {
    ...terminal,
    strike: (how) => (how === 'hang-up' ? terminal.hangUp() : terminal.type('\x03')),
  };
}

function complete(study: SmallStudy, folder: string, complain: (what: string) => void): void {
  const { status, stderr } = rlBench(folder, ...nextCommand(study, folder));
  if (status !== 0) complain(`cannot be completed: ${stderr.trim()}`);
}

function checkIntegrity(folder: string, complain: (what: string) => void): void {
  const path = join(folder, database);
  if (!existsSync(path)) return;
  const db = openDatabase(path, { readonly: true });
  const answer = db.pragma('integrity_check', { simple: true });
  if (answer !== 'ok') complain(`integrity check: ${answer}`);
  db.close();
}
