import { RunError } from '../errors.ts';
import type { TrainingRecord } from '../results/index.ts';
import type { Share, Spread } from '../sweep/cost/divide-work.ts';
import { failureMessage } from '../sweep/run/failure-message.ts';
import { type SpreadSettings, trainSpread } from '../sweep/run/train-spread.ts';
import type { Job, TrainingListener } from '../sweep/run/training-listener.ts';
import { WorkLeft } from '../sweep/run/work-left.ts';
import type { PopulationPlan } from '../training/population-plan.ts';
import type { FitnessOfMembers } from './fitness.ts';

/** Seconds. A member whose worker dies goes on from its last checkpoint. */
const checkpointInterval = 60;

/** What the members of a generation train. */
export interface Stretch {
  readonly population: PopulationPlan;
  /** Where each of them stands; undefined for those that begin. Default: all begin. */
  readonly from?: readonly (Uint8Array | undefined)[] | undefined;
  /** The share of its budget at which each is left off. Default: all train to their ends. */
  readonly until?: readonly number[] | undefined;
}

/**
 * Trains the members of a generation. What they report is kept in memory alone: a generation that was stopped is trained
 * again from its beginning.
 *
 * @param spread over how many processes.
 * @param settings and who is told of a worker that has died.
 * @returns the last checkpoint of each member that has one.
 * @throws RunError where a member cannot be trained, which is no matter of its weights.
 */
export async function trainGeneration(
  { population, from = [], until }: Stretch,
  fitness: FitnessOfMembers,
  spread: Spread,
  {
    tell,
    ...settings
  }: Omit<SpreadSettings, 'checkpointInterval'> & { readonly tell: (line: string) => void },
): Promise<(Uint8Array | undefined)[]> {
  const left = new WorkLeft([population]);
  const ended = new Set<number>();
  const saved = population.members.map((_, member) => from[member]);
  const trained = new Map<Share, readonly number[]>();
  const listener: TrainingListener = {
    async started(share): Promise<Job> {
      const members = share.members.filter((member) => !ended.has(member));
      trained.set(share, members);
      return {
        population: { ...population, members: members.map((member) => population.members[member]!) },
        from: members.map((member) => saved[member]),
        ...(until && { until: members.map((member) => until[member]!) }),
      };
    },
    async records(share, records) {
      const members = trained.get(share)!;
      const ours = records.map((record) => ({ ...record, member: members[record.member]! }));
      for (const record of ours) take(record);
      fitness.take(ours);
      left.take(0, ours);
    },
    ended: ({ population: index, members }) => left.close(index, members),
    async failed(_share, error) {
      throw error instanceof RunError
        ? error
        : new RunError(`training candidates failed: ${failureMessage(error)}`);
    },
    repeated(_share, reason) {
      tell(`a worker died (${reason}); its candidates go on from their last checkpoints`);
    },
  };
  const take = (record: TrainingRecord): void => {
    if (record.kind === 'checkpoint') saved[record.member] = record.state;
    if (record.kind !== 'end') return;
    if (record.status === 'failed') throw new RunError(`training a candidate failed: ${record.error}`);
    ended.add(record.member);
  };
  await trainSpread(
    { populations: [population], left, spread },
    { ...settings, checkpointInterval },
    listener,
  );
  return saved;
}
