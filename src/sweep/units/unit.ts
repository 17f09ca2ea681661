import { createHash } from 'node:crypto';
import type { Share } from '../cost/divide-work.ts';
import { chosenMembers } from '../plan/chosen-members.ts';
import type { PlannedPopulation, SweepPlan } from '../plan/plan.ts';

/** Members of one population that one machine trains, whoever else takes part. */
export interface Unit extends Share {
  /** SHA-256 of all that it trains, in hexadecimal digits: the same members of the same population have the same. */
  readonly id: string;
  /** What it takes beside others of its plan; the unit is a step of one member. */
  readonly cost: number;
}

/** A share, and what it takes beside others of its plan. */
export type CostedShare = Omit<Unit, 'id'>;

/**
 * Members as many as what a step costs that all members do together. On the backends of the CPU small networks come to
 * one or two, large ones to less than one.
 */
const sharedMembers = 2;

/**
 * What members of a population take, by a fixed model: environment steps, times the members and what these share. It knows
 * nothing of environments, agents and rules. What a calibration measures would be nearer, but differs from machine to
 * machine, and with it who trains what.
 */
export function costOfMembers({ population }: PlannedPopulation, members: number): number {
  return population.totalTimesteps * (sharedMembers + members);
}

/** A share of a plan with its name. */
export function namedUnit({ populations }: Pick<SweepPlan, 'populations'>, share: CostedShare): Unit {
  const planned = populations[share.population]!;
  const own = new Set(share.members);
  const part = chosenMembers(
    planned,
    planned.population.members.map((_, member) => own.has(member)),
  );
  return { ...share, id: createHash('sha256').update(contentOf(part)).digest('hex') };
}

/** All that is trained, as text. A policy to begin with has a number in one file only, and its digest stands for it. */
function contentOf({ population: { initial, ...population }, ...planned }: PlannedPopulation): string {
  return JSON.stringify({ ...planned, population, ...(initial && { initial: initial.sha256 }) });
}
