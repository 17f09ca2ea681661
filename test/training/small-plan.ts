import { parseCall } from '../../src/call-expression.ts';
import type { TrainingRecord } from '../../src/results/index.ts';
import * as tf from '../../src/tensors/tf.ts';
import type { PopulationPlan } from '../../src/training/population-plan.ts';
import { trainPopulation } from '../../src/workloads/train-population.ts';

/** A population small enough for the plain `cpu` backend. */
export function smallPlan({
  env = 'cartpole',
  agent = 'ppo(num_envs=2,num_steps=16,num_minibatches=2,update_epochs=2)',
  network = 'mlp(sizes=[8])',
  optimizers = ['ADAM(lr=0.003)'],
  seeds = [1],
  totalTimesteps = 128,
  totalEpisodes,
  evaluations = 2,
  evaluationEnv,
}: {
  env?: string;
  agent?: string;
  network?: string;
  optimizers?: readonly string[];
  seeds?: readonly number[];
  totalTimesteps?: number;
  totalEpisodes?: number;
  evaluations?: number;
  evaluationEnv?: string;
}): PopulationPlan {
  return {
    env,
    agent: parseCall(agent),
    network: parseCall(network),
    members: optimizers.flatMap((spec) => seeds.map((seed) => ({ seed, optimizer: parseCall(spec) }))),
    totalTimesteps,
    ...(totalEpisodes !== undefined && { totalEpisodes }),
    evaluation: {
      count: evaluations,
      episodes: 2,
      ...(evaluationEnv !== undefined && { env: evaluationEnv }),
    },
  };
}

/** Everything that a population reports, but for the time it took. */
export async function recordsOf(plan: PopulationPlan): Promise<TrainingRecord[]> {
  const all: TrainingRecord[] = [];
  for await (const records of trainPopulation(plan)) {
    all.push(...records.map((record) => ('wallS' in record ? { ...record, wallS: 0 } : record)));
  }
  return all;
}

/** What one member reports, as if it were alone. */
export function recordsOfMember(records: readonly TrainingRecord[], member: number): TrainingRecord[] {
  return records.filter((record) => record.member === member).map((record) => ({ ...record, member: 0 }));
}

/** Live tensors after each batch of records. */
export async function tensorCounts(plan: PopulationPlan): Promise<number[]> {
  const counts: number[] = [];
  for await (const _ of trainPopulation(plan)) counts.push(tf.memory().numTensors);
  return counts;
}
