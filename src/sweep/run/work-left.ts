import type { TrainingRecord } from '../../results/index.ts';
import type { PopulationPlan } from '../../training/population-plan.ts';
import type { Work } from '../cost/divide-work.ts';

/** Members of a population that are not over, and how much is left to train of them. */
export type LeftMembers = Pick<Work, 'population' | 'members'>;

/** How much of its budget each member of some populations has spent, and which of them are over. */
export class WorkLeft {
  readonly #populations: readonly PopulationPlan[];
  /** Of each population, the share of its budget at which its members are left off. */
  readonly #until: readonly (number | undefined)[];
  readonly #spent: readonly number[][];
  readonly #over: readonly Set<number>[];

  /** @param until of each population, the share of its budget at which it is left off. Default: all train to their ends. */
  constructor(populations: readonly PopulationPlan[], until: readonly (number | undefined)[] = []) {
    this.#populations = populations;
    this.#until = until;
    this.#spent = populations.map(({ members }) => members.map(() => 0));
    this.#over = populations.map(() => new Set());
  }

  /** A member stands, or is going to begin, where it has spent so much. */
  standsAt(population: number, member: number, spent: number): void {
    this.#spent[population]![member] = spent;
  }

  take(population: number, records: readonly TrainingRecord[]): void {
    const byEpisodes = this.#populations[population]!.totalEpisodes !== undefined;
    for (const record of records) {
      if (!byEpisodes && record.kind === 'update') this.standsAt(population, record.member, record.envStep);
      if (byEpisodes && record.kind === 'episode') {
        this.standsAt(population, record.member, record.episode + 1);
      }
      if (record.kind === 'end') this.#over[population]!.add(record.member);
    }
  }

  /** Nothing more is going to be trained of these members, whether they came to their end or not. */
  close(population: number, members: readonly number[]): void {
    for (const member of members) this.#over[population]!.add(member);
  }

  isOver(population: number): boolean {
    return this.#over[population]!.size === this.#populations[population]!.members.length;
  }

  /** Of each member of a population: environment steps, or episodes where these are the budget. */
  spent(population: number): number[] {
    return [...this.#spent[population]!];
  }

  /** What is left of every population that is not over. */
  populations(): LeftMembers[] {
    return this.#populations.flatMap(({ members, totalTimesteps, totalEpisodes }, population) => {
      if (this.isOver(population)) return [];
      const budget = totalEpisodes ?? totalTimesteps;
      const open = [...members.keys()].filter((member) => !this.#over[population]!.has(member));
      return {
        population,
        members: open.map((member) => ({
          member,
          // Who has spent all of it has yet to say that it has ended.
          left: Math.max(
            (this.#until[population] ?? 1) - this.#spent[population]![member]! / budget,
            1 / budget,
          ),
        })),
      };
    });
  }
}
