import type { EndRecord } from '../results/index.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { RecordHeading, Workload } from './workload.ts';

/** How far the players of a population have come, and which of them go on. Every list has one entry a player. */
export class PlayerStates {
  /** Players that begin here; the others are taken up where a checkpoint left them. */
  readonly fresh: boolean[];
  /** Players that still learn. */
  readonly active: boolean[];
  /** Players that have been left off since the last update began: they are to go on another time. */
  readonly leftOff: boolean[];
  /** Updates that each has made. */
  readonly updates: number[];
  readonly #workload: Workload;
  /** Evaluations that each divides its budget into. */
  readonly #evaluations: number;
  readonly #evaluationsDone: number[];
  /** The share of its budget at which each is left off. */
  readonly #until: readonly number[];
  /** The highest score of each in an evaluation so far; undefined before the first one. */
  readonly #best: (number | undefined)[];
  /** Why a player's run has failed; null while all is well. */
  readonly #faults: (string | null)[];
  readonly #started = performance.now();
  /** Seconds that each player had trained before it was taken up here. */
  readonly #secondsBefore: number[];

  /** @param until of each player; absent where all train to their ends. */
  constructor(players: number, workload: Workload, evaluations: number, until?: readonly number[]) {
    const each = <T>(value: T): T[] => new Array<T>(players).fill(value);
    this.#workload = workload;
    this.#evaluations = evaluations;
    this.fresh = each(true);
    this.active = each(true);
    this.leftOff = each(false);
    this.#until = until ?? each(1);
    this.updates = each(0);
    this.#evaluationsDone = each(0);
    this.#best = each<number | undefined>(undefined);
    this.#faults = each<string | null>(null);
    this.#secondsBefore = each(0);
  }

  save(player: number): Omit<Checkpoint, 'players'> {
    return {
      updates: this.updates[player]!,
      evaluationsDone: this.#evaluationsDone[player]!,
      ...(this.#best[player] !== undefined && { best: this.#best[player] }),
      wallS: this.elapsed(player),
    };
  }

  /** @param saved undefined for players that start from the beginning. */
  restore(saved: readonly (Omit<Checkpoint, 'players'> | undefined)[]): void {
    for (const [player, own] of saved.entries()) {
      if (own === undefined) continue;
      this.fresh[player] = false;
      this.updates[player] = own.updates;
      this.#evaluationsDone[player] = own.evaluationsDone;
      this.#best[player] = own.best;
      this.#secondsBefore[player] = own.wallS;
      this.leftOff[player] = this.#isSpent(player);
      if (this.leftOff[player]) this.active[player] = false;
    }
  }

  /** After an update: who has spent the share that it is to spend is left off, and stands still from here on. */
  leaveOff(): void {
    for (const [player, goesOn] of this.active.entries()) {
      this.leftOff[player] = goesOn && this.#isSpent(player);
      if (this.leftOff[player]) this.active[player] = false;
    }
  }

  /** Shares are sums of roundings, as in {@link evaluationDue}. */
  #isSpent(player: number): boolean {
    return this.progress(player) + 1e-9 >= this.#until[player]!;
  }

  /** Share of the budget that a player has spent. */
  progress(player: number): number {
    return this.#workload.progress(player, this.updates[player]!);
  }

  /** Seconds that a player has trained. */
  elapsed(player: number): number {
    return this.#secondsBefore[player]! + (performance.now() - this.#started) / 1000;
  }

  /** What a record of now begins with. */
  heading(player: number): RecordHeading {
    return {
      member: player,
      updateIndex: this.updates[player]!,
      envStep: this.#workload.steps(player),
      wallS: this.elapsed(player),
    };
  }

  /** True when the player has passed the next of the marks that divide its budget evenly, the end included. */
  evaluationDue(player: number): boolean {
    const passed = Math.floor(this.progress(player) * this.#evaluations + 1e-9);
    if (passed <= this.#evaluationsDone[player]!) return false;
    this.#evaluationsDone[player] = passed;
    return true;
  }

  /** Takes the score of an evaluation in. @returns true if none before was as high. */
  isBest(player: number, score: number): boolean {
    const before = this.#best[player];
    if (Number.isNaN(score) || (before !== undefined && score <= before)) return false;
    this.#best[player] = score;
    return true;
  }

  /** Ends a player's run as failed, which is no fault of what was trained. */
  fail(player: number, fault: string): void {
    this.#faults[player] = fault;
    this.active[player] = false;
  }

  /** The ends of those that were active and no longer are. @param errors what shows that a player has diverged. */
  ends(before: readonly boolean[], errors: readonly (string | null)[] = []): EndRecord[] {
    const over = [...before.keys()].filter((player) => before[player] && !this.active[player]);
    return over.map((player) => this.#end(player, errors[player] ?? null));
  }

  #end(player: number, error: string | null): EndRecord {
    const { updateIndex: updates, envStep: envSteps, member, wallS } = this.heading(player);
    return { kind: 'end', member, ...this.#how(player, error), envSteps, updates, wallS };
  }

  #how(player: number, error: string | null): Pick<EndRecord, 'status' | 'error'> {
    const fault = this.#faults[player]!;
    if (fault !== null) return { status: 'failed', error: fault };
    if (error !== null) return { status: 'diverged', error: `update ${this.updates[player]}: ${error}` };
    return { status: this.leftOff[player] ? 'paused' : 'finished', error: null };
  }
}
