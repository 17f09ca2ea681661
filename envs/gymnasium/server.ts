import { spawn } from 'node:child_process';
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../../src/errors.ts';
import { onPath } from '../../src/on-path.ts';
import { packageRoot } from '../../src/version.ts';
import { openPipes, readWhole } from './pipes.ts';

/** What can be asked, as `serve.py` describes it. */
export const questions = { make: 1, begin: 2, step: 3, close: 4 } as const;
export type Question = keyof typeof questions;

/** Whom environments are asked from. */
export interface Versions {
  readonly python: string;
  readonly gymnasium: string;
}

/** What Python has thrown, in its words. */
export class PythonError extends Error {
  /** @param line `ValueError: no such thing`. */
  constructor(line: string) {
    const [, name, message] = /^(\w+): (.*)$/s.exec(line) ?? [];
    super(message ?? line);
    this.name = name ?? 'Python';
  }
}

/** Of what Python has printed, the part that is looked at. */
const lastBytes = 4096;
/** Characters of its last line that a message quotes. */
const longestQuote = 200;

/** A Python that steps environments of Gymnasium, and is asked and answers while we wait. */
export class GymnasiumServer {
  readonly versions: Versions;
  readonly python: string;
  readonly #to: number;
  readonly #from: number;
  readonly #said: number;
  #gone = false;

  /** @param python a program. @throws UsageError if it does not run or has no Gymnasium. */
  constructor(python: string) {
    this.python = python;
    const folder = mkdtempSync(join(tmpdir(), 'rl-bench-gymnasium-'));
    try {
      const [asked, answered] = openPipes(folder);
      const said = openSync(join(folder, 'said'), 'a+');
      const child = spawn(python, [serveFile()], {
        stdio: ['ignore', said, said, asked.from, answered.to],
      });
      // Where it cannot be started, nobody answers, which is noticed below.
      child.on('error', () => {});
      child.unref();
      for (const end of [asked.from, answered.to]) closeSync(end);
      [this.#to, this.#from, this.#said] = [asked.to, answered.from, said];
    } finally {
      // All of it is open, and goes with the processes that have it open.
      rmSync(folder, { recursive: true, force: true });
    }
    try {
      this.versions = JSON.parse(textOf(this.#answer())) as Versions;
    } catch (error) {
      const missing = error instanceof PythonError && error.name === 'ModuleNotFoundError';
      throw new UsageError(
        missing
          ? `Python ${python} has no Gymnasium (${error.message}); install it there (pip install gymnasium), or name another Python by RL_BENCH_GYM_PYTHON`
          : `${python}, the Python whose Gymnasium is asked, does not work: ${(error as Error).message}; name another one by RL_BENCH_GYM_PYTHON`,
      );
    }
  }

  /** True once it has ended. */
  get gone(): boolean {
    return this.#gone;
  }

  /** @throws PythonError for what Python has thrown, and where it has ended. */
  ask(question: Question, body: Uint8Array): Uint8Array {
    try {
      write(this.#to, new Uint8Array(Uint32Array.of(questions[question], body.byteLength).buffer));
      write(this.#to, body);
    } catch {
      throw this.#end();
    }
    return this.#answer();
  }

  /** Lets it end, since nobody asks it any more. */
  close(): void {
    if (this.#gone) return;
    for (const end of [this.#to, this.#from, this.#said]) closeSync(end);
    this.#gone = true;
  }

  #answer(): Uint8Array {
    const heading = this.#gone ? null : readWhole(this.#from, 8);
    const [status, length] = heading ? new Uint32Array(heading.buffer) : [];
    const body = heading && readWhole(this.#from, length!);
    if (body === null) throw this.#end();
    if (status !== 0) throw new PythonError(textOf(body));
    return body;
  }

  #end(): PythonError {
    const said = this.#gone ? '' : this.#lastLine();
    this.close();
    const last =
      said === '' ? 'and has said nothing' : `and the last that it has said is ${JSON.stringify(said)}`;
    return new PythonError(`Python: ${this.python} has ended without an answer, ${last}`);
  }

  #lastLine(): string {
    const { size } = fstatSync(this.#said);
    const start = Math.max(0, size - lastBytes);
    const bytes = new Uint8Array(size - start);
    readSync(this.#said, bytes, 0, bytes.length, start);
    return textOf(bytes).trim().split('\n').at(-1)!.trim().slice(-longestQuote);
  }
}

let running: GymnasiumServer | undefined;

/**
 * The one Python of this process, which is started when it is asked for and does not run, or not any more. It ends when this
 * process does.
 *
 * @throws UsageError if there is none that has Gymnasium.
 */
export function gymnasiumServer(): GymnasiumServer {
  const python = findPython();
  if (running?.python !== python) running?.close();
  if (running === undefined || running.gone) running = new GymnasiumServer(python);
  return running;
}

/** @throws UsageError where there is none. */
export function findPython(variables: NodeJS.ProcessEnv = process.env): string {
  const named = variables.RL_BENCH_GYM_PYTHON;
  if (named !== undefined && named !== '') {
    if (onPath(named) !== undefined) return named;
    throw new UsageError(`RL_BENCH_GYM_PYTHON names ${named}, which is no program that can be run`);
  }
  const found = ['python3', 'python'].find((name) => onPath(name) !== undefined);
  if (found !== undefined) return found;
  throw new UsageError(
    'environments of Gymnasium need a Python that has it, and there is no python3; install one, or name it by RL_BENCH_GYM_PYTHON',
  );
}

/** The program that Python runs. */
function serveFile(): string {
  return join(packageRoot(), 'envs', 'gymnasium', 'serve.py');
}

function write(to: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(to, bytes, at);
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
