import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { RunError, UsageError } from '../../errors.ts';
import { errorOf, type LoadedPlugin, type ToldError } from '../../plugins/index.ts';
import { startChild } from '../../processes/start-child.ts';
import type { Footprint } from '../../workloads/footprint.ts';
import { memberFootprint } from '../../workloads/member-footprint.ts';
import type { PlannedPopulation } from '../plan/plan.ts';
import { learnedBytes } from './learned-bytes.ts';

/** What the process that tries is told first; after that it is sent one population after the other. */
export interface TrialSettings {
  readonly backend: string;
  readonly plugins: readonly LoadedPlugin[];
}

/** What it says of a population. */
export type FootprintAnswer = { readonly footprint: Footprint } | ToldError;

/** A few updates on a few rows have taken longer than anybody should wait. */
export class TrialTooLongError extends UsageError {}

/** Bytes of parameters and of what optimizers keep, from which on a trial may take longer than to start a process. */
const large = 2 ** 21;

/**
 * Tries what members of populations need, see `memberFootprint`. What may take long, or never come back because it is the
 * code of a plugin, is tried in a process of its own, which can be ended; all else here, on the backend that was started.
 */
export class FootprintTrials {
  readonly #settings: TrialSettings;
  readonly #patience: number;
  #child: ChildProcess | undefined;

  /** @param patience seconds that the trial of one population may take. */
  constructor(settings: TrialSettings, patience: number) {
    this.#settings = settings;
    this.#patience = patience;
  }

  /**
   * @throws TrialTooLongError; RunError if the trial has filled the memory; UsageError for what cannot be trained.
   */
  of(planned: PlannedPopulation): Promise<Footprint> {
    const { population } = planned;
    const isApart = this.#settings.plugins.length > 0 || learnedBytes(population) > large;
    return isApart ? this.#apart(planned) : memberFootprint(population);
  }

  /** Ends the process that tries. */
  end(): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }

  async #apart(planned: PlannedPopulation): Promise<Footprint> {
    this.#child ??= this.#start();
    const timeout = AbortSignal.timeout(1000 * this.#patience);
    const answered = new AbortController();
    const signal = AbortSignal.any([timeout, answered.signal]);
    const message = once(this.#child, 'message', { signal });
    const end = once(this.#child, 'close', { signal });
    this.#child.send(planned.population, () => {});
    try {
      const [answer] = await Promise.race([
        message,
        end.then(([code, by]) => Promise.reject(died(code, by))),
      ]);
      if ('footprint' in answer) return answer.footprint;
      throw errorOf(answer);
    } catch (error) {
      this.end();
      throw timeout.aborted ? this.#tooLong(planned) : error;
    } finally {
      answered.abort();
    }
  }

  #start(): ChildProcess {
    const child = startChild('footprint-trial', { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    child.send(this.#settings, () => {});
    return child;
  }

  #tooLong({ label, population }: PlannedPopulation): TrialTooLongError {
    const plugin = this.#settings.plugins.length > 0 ? ', or code of a plugin never comes back' : '';
    return new TrialTooLongError(
      `${label} on ${population.env}: a few updates on a few rows, which show how much memory it needs, take more than ` +
        `${this.#patience} s${plugin}; take a smaller network or another optimizer`,
    );
  }
}

function died(code: number | null, signal: string | null): Error {
  const words = `the process that tries how much memory a run needs died (${signal ?? `exit code ${code}`})`;
  // This is how the system ends what takes all of its memory.
  return signal === 'SIGKILL' ? new RunError(words) : new UsageError(words);
}
