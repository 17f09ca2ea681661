import { describe, expect, test } from 'vitest';
import { parseCall } from '../../../src/call-expression.ts';
import type { MeasurementRecord, TrainingRecord, UpdateRecord } from '../../../src/results/index.ts';
import * as tf from '../../../src/tensors/tf.ts';
import type { PopulationPlan } from '../../../src/training/population-plan.ts';
import { assemble } from '../../../src/workloads/assemble.ts';
import { recordsOf, recordsOfMember, smallPlan } from '../../training/small-plan.ts';
import { byMember, trainedWithStops } from '../../training/stops.ts';

const ppo = 'ppo(num_envs=4,num_steps=16,num_minibatches=2,update_epochs=1,anneal_lr=false)';
const reinforce = 'reinforce(num_envs=3,horizon=12)';

const planOf = (
  agent: string,
  controllers: readonly string[],
  given: Parameters<typeof smallPlan>[0] = {},
): PopulationPlan => ({
  ...smallPlan({ agent, totalTimesteps: 640, ...given }),
  ...(controllers.length > 0 && { controllers: controllers.map(parseCall) }),
});
const said = (records: readonly TrainingRecord[], source: string, quantity: string): number[] =>
  records
    .filter((each): each is MeasurementRecord => each.kind === 'measurement')
    .filter((each) => each.source === source && each.quantity === quantity)
    .map(({ value }) => value!);
const updatesOf = (records: readonly TrainingRecord[]): UpdateRecord[] =>
  records.filter((record) => record.kind === 'update');

describe.each([
  ['ppo', ppo, 'cartpole'],
  ['ppo on a box', ppo, 'pendulum'],
  ['reinforce', reinforce, 'cartpole'],
])('gradients of what was gathered apart, of %s', (_, agent, env) => {
  /** A roll-out of two players, and the first of so many minibatches of a pass. */
  const rolledOut = async (numMinibatches: number) => {
    const { createWorkload } = assemble(planOf(agent, [], { env, seeds: [1, 2] }));
    const workload = createWorkload();
    const start = workload.start();
    const schedules = [1, 2].map(() => ({ ...workload.schedule, numMinibatches }));
    const experience = await workload.next(
      {
        players: [true, true],
        updates: [0, 0],
        params: () => tf.tidy(() => workload.layout.named(workload.layout.split(start).map(tf.clone))),
        elapsed: () => 0,
      },
      schedules,
    );
    const [step] = [...experience.pass([true, true])];
    const sent = Object.fromEntries(
      Object.entries(step!.varying!.numbers).map(([name, { values, shape }]) => [
        name,
        tf.tensor(values, [...shape], values instanceof Int32Array ? 'int32' : 'float32'),
      ]),
    );
    return { workload, start, experience, step, sent };
  };

  test('have the gradient of the whole roll-out as their mean', async () => {
    // One minibatch, whose gradient is that of all.
    const { workload, start, experience, step, sent } = await rolledOut(1);
    const whole = [...step!.load(sent).gradient(start).gradient.dataSync()];
    const { gradients, counts } = experience.unitGradients!(start);
    const units = gradients.dataSync();
    const { length } = workload.layout;
    const copies = agent === reinforce ? 3 : 4;
    expect(counts).toEqual([copies, copies]);
    const size = Math.max(...whole.map(Math.abs));
    for (const player of [0, 1]) {
      for (let i = 0; i < length; i++) {
        let mean = 0;
        for (let unit = 0; unit < copies; unit++)
          mean += units[(player * copies + unit) * length + i]! / copies;
        expect(Math.abs(mean - whole[player * length + i]!)).toBeLessThan(1e-5 * size);
      }
    }
    experience.dispose();
    workload.dispose();
  });

  test('that gradient is told by each minibatch, rows that sit out an epoch included', async () => {
    // 64 steps make three minibatches of 21, and one is left over.
    const { workload, start, experience, step, sent } = await rolledOut(3);
    const whole = tf.tidy(() => step!.load(sent).wholeGradient!(start).dataSync());
    const { gradients, counts } = experience.unitGradients!(start);
    const units = gradients.dataSync();
    const { length } = workload.layout;
    const size = Math.max(...whole.map(Math.abs));
    expect(size).toBeGreaterThan(0);
    for (const player of [0, 1]) {
      for (let i = 0; i < length; i++) {
        const own = Array.from({ length: counts[player]! }, (_, unit) => player * counts[0]! + unit);
        const mean = own.reduce((sum, unit) => sum + units[unit * length + i]!, 0) / own.length;
        expect(Math.abs(mean - whole[player * length + i]!)).toBeLessThan(1e-5 * size);
      }
    }
    experience.dispose();
    workload.dispose();
  });
});

describe.each([ppo, reinforce])('adadagrad with %s', (agent) => {
  const growing = ['adadagrad(eta=0.1,cap=9)'];

  test('gathers as many as it decides, never fewer, up to the cap, out of the same budget', async () => {
    const records = await recordsOf(planOf(agent, growing));
    const decided = said(records, 'adadagrad', 'samples');
    const gathered = said(records, 'gradient_variance', 'samples');
    const copies = agent === reinforce ? 3 : 4;
    expect(decided.at(-1)).toBe(9);
    for (const [index, samples] of gathered.entries()) {
      const asked = index === 0 ? copies : decided[index - 1]!;
      expect(samples).toBe(copies * Math.ceil(asked / copies));
      expect(decided[index]!).toBeGreaterThanOrEqual(asked);
    }
    const plain = await recordsOf(planOf(agent, []));
    expect(updatesOf(records).length).toBeLessThan(updatesOf(plain).length);
    const end = records.at(-1)!;
    expect(end).toMatchObject({ kind: 'end', status: 'finished' });
    expect('envSteps' in end && end.envSteps).toBeGreaterThanOrEqual(640);
  });

  test('is the same alone, in company and after stops', async () => {
    const both = planOf(agent, growing, { seeds: [1, 2] });
    const together = await recordsOf(both);
    for (const [member, seed] of [1, 2].entries()) {
      expect(recordsOfMember(together, member)).toEqual(
        await recordsOf(planOf(agent, growing, { seeds: [seed] })),
      );
    }
    expect(byMember(await trainedWithStops(both, [2, 1]))).toEqual(byMember(together));
  });
});

test('adadagrad is refused where nothing is gathered in parts, and where more cannot be', () => {
  const classified = planOf('supervised(num_minibatches=1,batch_size=16)', ['adadagrad'], { env: 'digits' });
  expect(() => assemble(classified)).toThrow(
    'diagnostic "gradient_variance" asks the loss for unitGradients, which supervised cannot say; leave it out there',
  );
  const episodes = planOf('reinforce(norm_returns=episode)', ['adadagrad']);
  expect(() => assemble(episodes)).toThrow(
    'controller "adadagrad" decides the samples of updates, which reinforce does not take from it',
  );
});
