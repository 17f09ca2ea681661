import { afterAll, beforeAll, expect, test } from 'vitest';
import { atRates } from '../../src/optimizers/at-rates.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import { replaySettings, setReplay } from '../../src/replay-settings.ts';
import { contestants } from '../../src/stress/contestants.ts';
import { problemsNamed } from '../../src/stress/problems/index.ts';
import { ratesFor } from '../../src/stress/stress-settings.ts';
import { tryProblem } from '../../src/stress/trial.ts';
import { countCalls } from '../../src/tensors/replay/recorded-function.ts';
import * as tf from '../../src/tensors/tf.ts';
import { adafacFileTimes, agentFor, exampleOf } from '../optimizers/examples.ts';
import { smallAgent } from './small-agent.ts';
import { smallPlan } from './small-plan.ts';
import { byMember, trainedFor, trainedWithStops } from './stops.ts';

const settings = replaySettings();
const records = process.env.TEST_BACKEND === 'simd';

// Every replay in here is held to its interpretation, bit by bit.
beforeAll(() => setReplay({ audit: 1 }));
afterAll(() => setReplay(settings));

/** Beside every entry, one whose state comes out of an update in another order, and members with networks of their own. */
const specs: readonly (readonly [name: string, optimizers: readonly string[], agent: string])[] = [
  ...optimizers.entries().map((entry) => {
    const spec = exampleOf(entry);
    return [spec, [spec], agentFor(entry)] as const;
  }),
  ...[
    ['HYPERSGD(momentum=0.5,hyper_lr=0.01)'],
    ['REDO(ADAM,tau=1,every=3)'],
    [1, 0.5].map((factor) => `ADAFACLO(weights="${adafacFileTimes(factor)}")`),
  ].map((specs) => [specs.join(', '), specs, smallAgent('ppo')] as const),
  ['ADAM under npg(solver=gram)', ['ADAM'], smallAgent('npg').replace(')', ',solver=gram)')] as const,
];

/** One training shows all of it: it is most of what any of these takes. */
test.each(specs)(
  '%s is replayed whole, keeps the number of tensors flat, and goes on from a checkpoint as if it had not stopped',
  async (_, optimizers, agent) => {
    const plan = smallPlan({ optimizers, agent, seeds: [1, 2], totalTimesteps: 256 });
    const before = tf.memory().numTensors;
    const tensors: number[] = [];
    let undisturbed: unknown;
    const { replayed, interpreted, refusals } = await countCalls(async () => {
      const { records } = await trainedFor(Number.POSITIVE_INFINITY, plan, {}, () =>
        tensors.push(tf.memory().numTensors),
      );
      undisturbed = byMember(records);
    });
    if (records) {
      // What is sent for all of a roll-out is no part of recordings: the first of its four steps is interpreted
      // in every update after the first, which finds that out. Tensors are counted once more at the end.
      const asksForWhole = optimizers.some((spec) => spec.startsWith('SARAH('));
      expect([...refusals]).toEqual(asksForWhole ? ['the gradient on a whole roll-out is asked for'] : []);
      expect(interpreted).toBe(asksForWhole ? tensors.length - 2 : 0);
      expect(replayed).toBeGreaterThan(0);
    }
    // The first update leaves the previous gradient behind, once.
    expect(new Set(tensors.slice(1)).size, `tensors after each update: ${tensors}`).toBe(1);
    expect(tensors.length).toBeGreaterThan(3);
    expect(tf.memory().numTensors).toBe(before);
    expect(byMember(await trainedWithStops(plan, [3]))).toEqual(undisturbed);
  },
);

/** Slopes of −0, and members that leave the finite numbers beside others that do not. */
test.runIf(records).each(contestants([], () => {}).map(({ label }) => label))(
  '%s: replays of what is not finite, and of zeros of either sign, are as interpreted',
  async (label) => {
    const { calls } = atRates(label, ratesFor);
    for (const problem of problemsNamed(['sparse', 'ill-conditioned'])) {
      const triers = [
        calls.at(0)!,
        calls.at(-1)!,
        { ...calls[0]!, settings: { ...calls[0]!.settings, lr: 1e20 } },
      ];
      const counts = await countCalls(() =>
        tryProblem(
          problem,
          triers.map((call) => ({ call, seed: 1 })),
          20,
        ),
      );
      expect(counts.replayed).toBeGreaterThan(0);
    }
  },
);
