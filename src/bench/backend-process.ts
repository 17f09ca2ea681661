import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { RunError } from '../errors.ts';
import { startChild } from '../processes/start-child.ts';
import type { Answer, Question } from './backend-worker.ts';
import type { BenchBackend, Measurement } from './topic.ts';

/** Milliseconds after which a process that was asked to end is ended. */
const graceMs = 3000;

/** The process in which a backend measures. */
export class BackendProcess {
  readonly name: BenchBackend;
  readonly #child: ChildProcess;
  /** Rejects when the process ends. */
  readonly #death: Promise<never>;

  constructor(name: BenchBackend) {
    this.name = name;
    this.#child = startChild('bench-backend', { args: [name] });
    this.#death = once(this.#child, 'exit').then(([code, signal]): never => {
      throw new RunError(`the measuring process of ${name} died (${signal ?? `exit code ${code}`})`);
    });
    // Its end is nobody's business while nothing is asked of it.
    this.#death.catch(() => {});
  }

  /** @throws RunError if the backend fails or dies. */
  async measure(question: Question): Promise<Measurement> {
    const answered = once(this.#child, 'message') as Promise<[Answer]>;
    // Whether a question arrives is told by the answer or by the death, not by the sending.
    this.#child.send(question, () => {});
    const [answer] = await Promise.race([answered, this.#death]);
    if ('error' in answer)
      throw new RunError(`${this.name} cannot measure ${question.topic}: ${answer.error}`);
    return answer.measurement;
  }

  stop(): void {
    this.#child.kill();
    // In the middle of long work it does not hear that.
    setTimeout(() => this.#child.kill('SIGKILL'), graceMs).unref();
  }
}
