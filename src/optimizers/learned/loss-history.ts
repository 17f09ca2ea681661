import { z } from 'zod';
import { UsageError } from '../../errors.ts';
import { pow } from '../../pow.ts';
import { defineOp } from '../../tensors/op.ts';
import * as tf from '../../tensors/tf.ts';
import type { Params, StepContext } from '../entry/optimizer.ts';
import { toldLoss } from '../entry/told-loss.ts';
import { memberRows } from '../members/member-rows.ts';

/** Averages of the loss that are kept, each with a half-life of its own. */
const averages = 10;
/** Numbers of state a member. */
export const historyMemory = 4 * averages;
/** What the least averages begin with. */
const unseen = 999_999_999_999;

/** The setting by which a schedule knows how long training is going to be. */
export const numSteps = z
  .int()
  .min(2)
  .nullable()
  .default(null)
  .describe(
    'updates that training takes: the schedule is laid over them; none: over the budget, with half-lives of losses as for 1000 updates',
  );

/** As long as nobody says how long training is. */
const usualSteps = 1000;

/** Points of training around which the fraction of it that is over is told. */
const fractions = [0.03, 0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 1, 1.1];

/** The share of training that is over, as 9 numbers: `[P, 1, 9]`. */
export function fractionFeatures(members: readonly { readonly num_steps: number | null }[]) {
  return memberRows(members, ({ num_steps }, { step, progress }) => {
    const fraction = num_steps === null ? progress : (step - 1) / num_steps;
    return fractions.map((point) => Math.tanh(10 * (fraction - point)));
  });
}

/** Before the first loss: `[P, 4, 10]`, the averages and the least of each so far, both as sums of two numbers. */
export function noHistory(params: Params): tf.Tensor {
  const members = Object.values(params)[0]!.shape[0]!;
  const high = Math.fround(unseen);
  const row = [...new Array(2 * averages).fill(0), ...filled(high), ...filled(unseen - high)];
  return tf.tile(tf.tensor(row, [1, 4, averages]), [members, 1, 1]);
}

const filled = (value: number): number[] => new Array<number>(averages).fill(value);

/**
 * How the losses of a member have gone, as VeLO and Celo see it: 9 numbers `[P, 1, 9]`, in -1 … 1, and the history with the
 * loss at hand.
 *
 * It is worked out on the host in double precision. Differences of nearly equal averages are divided by each other, which
 * in single precision is wrong by up to 0.03. The state holds each double as the sum of two numbers.
 *
 * @throws UsageError where nobody says what the loss is.
 */
export function lossHistory(members: readonly { readonly num_steps: number | null }[], rule: string) {
  const clock = memberRows(members, ({ num_steps }, { step }) => [step - 1, num_steps ?? usualSteps]);
  return (history: tf.Tensor, context: StepContext): { features: tf.Tensor; history: tf.Tensor } => {
    if (tf.getBackend() === 'webgpu') {
      throw new UsageError(
        `${rule} works out its schedule on the host, which WebGPU lets nobody wait for; take another --backend`,
      );
    }
    const inputs = { loss: toldLoss(context, rule), history, clock: clock(context) };
    const [features, next] = lossHistoryOp(inputs, {}) as [tf.Tensor, tf.Tensor];
    return { features, history: next };
  };
}

const lossHistoryOp = defineOp<'loss' | 'history' | 'clock'>({
  name: 'LossHistory',
  formula({ loss, history, clock }) {
    const [losses, before, clocks] = [loss, history, clock].map((tensor) => tensor.dataSync());
    const members = history.shape[0]!;
    const features: number[] = [];
    const next: number[] = [];
    for (let member = 0; member < members; member++) {
      const own = before!.subarray(member * historyMemory, (member + 1) * historyMemory);
      const ofClock = clocks!.length === 2 ? 0 : 2 * member;
      const made = taken(losses![member]!, own, clocks![ofClock]!, clocks![ofClock + 1]!);
      features.push(...made.features);
      next.push(...made.history);
    }
    return [tf.tensor(features, [members, 1, averages - 1]), tf.tensor(next, [members, 4, averages])];
  },
});

/**
 * One member's history with one more loss.
 *
 * @param seen losses before it.
 * @param steps that training takes.
 */
function taken(loss: number, history: ArrayLike<number>, seen: number, steps: number) {
  const double = (row: number, index: number) =>
    history[row * averages + index]! + history[(row + 1) * averages + index]!;
  const decay = Array.from({ length: averages }, (_, index) => {
    const halfLife = pow(10, 1 + ((Math.log10(steps) - 1) * index) / (averages - 1));
    return Math.exp(-1 / halfLife);
  });
  const means = decay.map((_, index) => double(0, index));
  const corrected = (index: number, mean: number) => mean / (1 - pow(decay[index]!, seen + 1));
  const largest = seen === 0 ? loss : Math.max(...means.map((mean, index) => corrected(index, mean)));
  const bounded = Math.min(2 * Math.abs(largest), loss);
  const nextMeans = means.map((mean, index) => decay[index]! * mean + (1 - decay[index]!) * bounded);
  const now = nextMeans.map((mean, index) => corrected(index, mean));
  const least = now.map((mean, index) => Math.min(double(2, index), mean));
  const features = Array.from({ length: averages - 1 }, (_, index) => {
    if (seen + 1 <= 2) return 0;
    const ratio = (now[index]! - least[index]!) / Math.max(1e-8, now[index + 1]! - least[index]!);
    return Math.min(1, Math.max(-1, ratio - 1));
  });
  return { features, history: [...inTwo(nextMeans), ...inTwo(least)] };
}

/** Doubles as sums of two numbers of single precision, the large parts first. */
function inTwo(values: readonly number[]): number[] {
  const high = values.map(Math.fround);
  return [...high, ...values.map((value, index) => value - high[index]!)];
}
