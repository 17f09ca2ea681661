import type { CheckpointRecord } from '../results/index.ts';
import type { Population } from './population.ts';

/** Share of the time that may be spent on keeping checkpoints that nobody may ever need. */
const mostShare = 0.02;
/** By how much an update's time counts less with every update after it: evaluations come only now and then. */
const forgetting = 0.9;

/**
 * Lets updates be given up that take longer than somebody who wants to stop has patience for: before each of them it
 * keeps a checkpoint in memory, which says where the last whole update has led to. Short updates are waited for.
 */
export class LongUpdates {
  /** Seconds. */
  readonly #patience: number;
  /** Seconds that the next update may take, by those before it. */
  #expected = 0;
  /** Seconds that a checkpoint takes, by the last one. */
  #cost = 0;
  #keptAt = Number.NEGATIVE_INFINITY;
  #kept: readonly CheckpointRecord[] = [];

  /** @param patience seconds that an update may still take when it is to be given up. */
  constructor(patience: number) {
    this.#patience = patience;
  }

  /** Of the members where they stood before the update in hand; none where it was expected to be short, or is the first. */
  get kept(): readonly CheckpointRecord[] {
    return this.#kept;
  }

  /** Makes an update of the population. @throws the reason of `giveUp`. */
  async update(
    population: Population,
    giveUp: AbortSignal,
  ): Promise<Awaited<ReturnType<Population['update']>>> {
    await this.#keep(population);
    const begun = performance.now();
    const records = await population.update(giveUp);
    this.#expected = Math.max(this.#expected * forgetting, (performance.now() - begun) / 1000);
    return records;
  }

  async #keep(population: Population): Promise<void> {
    this.#kept = [];
    const now = performance.now();
    const isDear = this.#cost > mostShare * ((now - this.#keptAt) / 1000);
    if (this.#expected === 0 || this.#expected < this.#patience || isDear) return;
    this.#kept = await population.checkpoints();
    this.#keptAt = performance.now();
    this.#cost = (this.#keptAt - now) / 1000;
  }
}
