import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The built command. */
const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** Nothing may take longer than this without a sign of life, in milliseconds. */
const patience = 10_000;
/** Without limits on their time, commands that wait for a core of a busy machine would count as hung. */
const slack = Number(process.env.HOSTILE_SLACK ?? 1);

/** What a command did and what is wrong with it; `fault` is null where nothing is. */
export interface Verdict {
  readonly args: readonly string[];
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly fault: string | null;
}

/**
 * Runs `rl-bench …` to its end and judges how it behaved. A command that trains when the time is over is asked to stop,
 * which it must do as promptly as it answers.
 */
export async function judged(folder: string, args: readonly string[]): Promise<Verdict> {
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, XDG_STATE_HOME: folder, HOME: folder },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  let [stopped, hung] = [false, false];
  const timers = [
    setTimeout(() => {
      stopped = true;
      child.kill('SIGINT');
    }, patience * slack),
    setTimeout(
      () => {
        hung = true;
        child.kill('SIGKILL');
      },
      2 * patience * slack,
    ),
  ];
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
    child.on('close', (...end) => resolve(end)),
  );
  for (const timer of timers) clearTimeout(timer);
  const fault = faultOf({ code, signal, stderr, stdout, stopped, hung });
  return { args, code, stdout, stderr, fault };
}

/**
 * Whether a command had done all of its work when Ctrl-C came, and only ended: what it has printed is its results, and none
 * of them waits for `resume`.
 */
function hadFinished(stdout: string): boolean {
  return stdout !== '' && !/rl-bench resume|"(queued|running|interrupted)"/.test(stdout);
}

interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly stopped: boolean;
  readonly hung: boolean;
}

function faultOf({ code, signal, stderr, stdout, stopped, hung }: End): string | null {
  if (hung) return 'it hangs';
  // What does not train does not catch signals, and must have ended long before.
  if (signal !== null) return stopped ? 'it takes more than 10 s and does not train' : `it dies of ${signal}`;
  if (stopped) {
    return code === 130 || (code === 0 && hadFinished(stdout)) ? null : `exit code ${code} after Ctrl-C`;
  }
  if (/^\s+at .+[:(]/m.test(stderr)) return 'a stack trace';
  if (![0, 1, 2].includes(code!)) return `exit code ${code}`;
  if (code !== 0 && !/^rl-bench: /m.test(stderr)) return 'it fails without a word';
  return null;
}
