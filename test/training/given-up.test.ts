import { describe, expect, test } from 'vitest';
import type { TrainingRecord } from '../../src/results/index.ts';
import * as tf from '../../src/tensors/tf.ts';
import { Population } from '../../src/training/population.ts';
import type { PopulationPlan } from '../../src/training/population-plan.ts';
import { assemble } from '../../src/workloads/assemble.ts';
import { type TrainingOptions, trainPopulation } from '../../src/workloads/train-population.ts';
import { company } from './company.ts';
import { recordsOf, smallPlan } from './small-plan.ts';
import { byMember, trainedFor } from './stops.ts';

/** Asks for an end while something is computed: some milliseconds after so many batches of records have come. */
async function givenUp(plan: PopulationPlan, batches: number, options: TrainingOptions = {}) {
  const stop = new AbortController();
  const records: TrainingRecord[] = [];
  const from: (Uint8Array | undefined)[] = plan.members.map(() => undefined);
  let count = 0;
  const later = (): void => {
    if (count++ === batches) setTimeout(() => stop.abort(), 5);
  };
  later();
  for await (const batch of trainPopulation(plan, { ...options, signal: stop.signal })) {
    for (const record of batch) {
      if (record.kind === 'checkpoint') from[record.member] = record.state;
      else records.push('wallS' in record ? { ...record, wallS: 0 } : record);
    }
    later();
  }
  return { records, from };
}

const updates = (records: readonly TrainingRecord[]): number[] =>
  records.flatMap((record) => (record.kind === 'update' ? [record.updateIndex] : []));

/** Updates of some hundred milliseconds. */
const slow = 'ppo(num_envs=2,num_steps=16,num_minibatches=2,update_epochs=150)';

describe('An update that is given up', () => {
  test('leaves the checkpoint of the update before; from there it goes on as if it had not stopped', async () => {
    const plan = smallPlan({ agent: slow, seeds: [1, 2], totalTimesteps: 96 });
    const first = await givenUp(plan, 2, { patience: 0.001 });
    expect(updates(first.records)).toEqual([1, 1]);
    expect(first.from).not.toContain(undefined);
    const rest = await trainedFor(Number.POSITIVE_INFINITY, plan, { from: first.from });
    expect(updates(rest.records)).toEqual([2, 2, 3, 3]);
    expect(byMember([...first.records, ...rest.records])).toEqual(byMember(await recordsOf(plan)));
  });

  test('leaves no checkpoint where it is the first', async () => {
    const { records, from } = await givenUp(smallPlan({ agent: slow }), 1, { patience: 0 });
    expect(updates(records)).toEqual([]);
    expect(from).toEqual([undefined]);
  });

  test('is made to its end where that takes less than patience', async () => {
    const { records, from } = await givenUp(smallPlan({}), 2, { patience: 60 });
    const [last] = updates(records).slice(-1);
    expect(last).toBeGreaterThanOrEqual(2);
    expect(from[0] !== undefined || last === 4).toBe(true);
  });

  test.each(Object.entries(company))(
    'frees all of its tensors wherever it is: %s',
    async (_name, settings) => {
      for (let turns = 0, whole = false; !whole; turns = Math.ceil(1.5 * turns) + 1) {
        const before = tf.memory().numTensors;
        const population = new Population(assemble(smallPlan(settings)));
        await population.begin();
        whole = await population.update(abortedAt(turns)).then(
          () => true,
          (error) => {
            expect(error).toBe(reason);
            return false;
          },
        );
        population.dispose();
        expect(tf.memory().numTensors).toBe(before);
      }
    },
  );
});

const reason = new Error('given up');

/** A signal that is found aborted when it has been looked at so often. */
function abortedAt(turns: number): AbortSignal {
  let left = turns;
  const throwIfAborted = (): void => {
    if (left-- <= 0) throw reason;
  };
  return { throwIfAborted } as AbortSignal;
}
