import type { NamedShape } from '../../tensors/parameter-layout.ts';
import * as tf from '../../tensors/tf.ts';
import type { Weights } from '../../weights/index.ts';
import type { Params, StepContext } from '../entry/optimizer.ts';
import { fractionFeatures, historyMemory, lossHistory, noHistory } from './loss-history.ts';
import type { LstmState } from './lstm.ts';
import { firstState, type ScheduleNetwork, scheduleNetwork, scheduleStep } from './schedule-network.ts';

/** What a learned schedule remembers of a member. */
export type ScheduleState = {
  /** `[P, 4, 10]` */
  readonly history: tf.Tensor;
  /** `[P, 1, width]` each */
  readonly lstm: LstmState;
};

/** The network of Celo's schedule in a file: it is told the time and the losses, and nothing of the tensors. */
export function celoSchedule(weights: Weights): ScheduleNetwork {
  return scheduleNetwork(weights, 18);
}

/** Numbers of state a member. */
export function scheduleMemory(network: ScheduleNetwork): (parameters: readonly NamedShape[]) => number {
  return () => historyMemory + 2 * network.hidden.shape[0]!;
}

/**
 * Celo's schedule of the learning rate, from how much of training is over and how the loss has gone: a factor `[P, 1, 1]`
 * on all steps. In the reference every tensor has a row of its own, and all of them are the same.
 */
export function learnedSchedule(
  members: readonly { readonly num_steps: number | null }[],
  network: ScheduleNetwork,
  rule: string,
) {
  const fraction = fractionFeatures(members);
  const losses = lossHistory(members, rule);
  return {
    init: (params: Params): ScheduleState => ({
      history: noHistory(params),
      lstm: firstState(network, params, 1),
    }),
    factor(state: ScheduleState, context: StepContext): { factor: tf.Tensor; state: ScheduleState } {
      const { features, history } = losses(state.history, context);
      const time = fraction(context);
      const everyone = tf.tile(time, [features.shape[0]! / time.shape[0]!, 1, 1]);
      const made = scheduleStep(network, tf.concat([everyone, features], 2), state.lstm);
      return { factor: tf.mul(tf.exp(made.stepSize), 0.1), state: { history, lstm: made.state } };
    },
  };
}
