import type { TrainingRecord } from '../results/index.ts';
import type { MetaSettings } from './meta-settings.ts';

/**
 * Gathers what the members of a generation have come to. What is told twice, as after the death of a worker, counts once.
 */
export class FitnessOfMembers {
  readonly #episodes: readonly Map<number, number>[];
  readonly #evaluations: number[];
  readonly #diverged: boolean[];

  constructor(
    readonly kind: MetaSettings['fitness'],
    members: number,
  ) {
    this.#episodes = Array.from({ length: members }, () => new Map<number, number>());
    this.#evaluations = new Array<number>(members).fill(Number.NaN);
    this.#diverged = new Array<boolean>(members).fill(false);
  }

  /** @param records whose members are those of the generation. */
  take(records: readonly TrainingRecord[]): void {
    for (const record of records) {
      const { member } = record;
      if (record.kind === 'episode') this.#episodes[member]!.set(record.episode, record.return);
      if (record.kind === 'evaluation') this.#evaluations[member] = record.meanReturn;
      if (record.kind === 'end') this.#diverged[member] = record.status === 'diverged';
    }
  }

  diverged(member: number): boolean {
    return this.#diverged[member]!;
  }

  /** More is better; NaN for a member that diverged, or has no episode that came to its end. */
  of(member: number): number {
    if (this.#diverged[member]) return Number.NaN;
    if (this.kind === 'evaluation') return finite(this.#evaluations[member]!);
    // In their order, whatever the order in which they were told: sums have the same bits then.
    const returns = [...this.#episodes[member]!].sort(([a], [b]) => a - b).map(([, each]) => each);
    return finite(returns.reduce((sum, each) => sum + each, 0) / returns.length);
  }
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : Number.NaN;
}
