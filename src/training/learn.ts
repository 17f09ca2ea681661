import type { Agent } from '../../agents/index.ts';
import { lossTerms, type NetworkNoise } from '../../agents/index.ts';
import type { GradientWatch } from '../diagnostics/gradient-stats.ts';
import { inPhase } from '../diagnostics/phases.ts';
import { giveWay } from '../give-way.ts';
import type { RandomStream } from '../random.ts';
import { chooseMembers } from '../tensors/choose-members.ts';
import * as tf from '../tensors/tf.ts';
import type { DeviceExperience, Lived } from './device-experience.ts';
import type { Learner, StepSettings } from './learner.ts';
import { deviceMinibatch, type MemberRows } from './minibatch.ts';
import { minibatchGroups } from './minibatch-groups.ts';

/** One member's roll-out and what its agent made of it. */
export interface Lesson extends Lived {
  readonly advantages: Float64Array;
  /** Shuffles the member's rows. */
  readonly shuffle: Pick<RandomStream, 'permutation'>;
  /** What the networks draw from, if they have noise of their own. */
  readonly noise?: RandomStream | undefined;
}

const approxKl = lossTerms.indexOf('approxKl');

/**
 * Epochs of shuffled minibatches on one roll-out.
 *
 * @param experience the lessons' rows on the device.
 * @param noise of the networks, if they have any.
 * @returns each member's loss terms, averaged over the minibatches that it took part in.
 */
export async function learn(
  agent: Agent,
  learner: Learner,
  watch: GradientWatch,
  lessons: readonly Lesson[],
  experience: DeviceExperience,
  { active, ...settings }: Omit<StepSettings, 'stepInRollout'>,
  noise?: NetworkNoise,
): Promise<number[][]> {
  const { updateEpochs, numMinibatches, targetKl } = agent.schedule;
  const learning = [...active];
  const taken = active.map(() => 0);
  let totals = tf.zeros([active.length, lossTerms.length]);

  for (let epoch = 0; epoch < updateEpochs && learning.some(Boolean); epoch++) {
    const orders = lessons.map(({ buffer, shuffle }, member) =>
      learning[member] ? shuffle.permutation(buffer.length) : new Int32Array(0),
    );
    let last: tf.Tensor | undefined;
    for (let part = 0; part < numMinibatches; part++) {
      const rows = lessons.map((lesson, member) =>
        memberRows(agent, lesson, orders[member]!, part, experience, member),
      );
      const batches = () =>
        minibatchGroups(rows, learner.layout.length, (some) => deviceMinibatch(some, experience, noise));
      const stepInRollout = epoch * numMinibatches + part + 1;
      const step = () => learner.step(batches, { active: learning, stepInRollout, ...settings });
      const { gradient, terms } = inPhase('optimizer', step);
      inPhase('statistics', () => watch.add(gradient, learning));
      gradient.dispose();
      totals = replace(totals, () => tf.add(totals, chooseMembers(learning, terms, 0)));
      learning.forEach((took, member) => {
        if (took) taken[member]!++;
      });
      last?.dispose();
      last = terms;
      await giveWay();
    }
    if (targetKl !== null) {
      const terms = (await last!.data()) as Float32Array;
      for (let member = 0; member < learning.length; member++) {
        if (terms[member * lossTerms.length + approxKl]! > targetKl) learning[member] = false;
      }
    }
    last?.dispose();
  }

  const sums = (await totals.data()) as Float32Array;
  totals.dispose();
  return taken.map((count, member) =>
    lossTerms.map((_, term) => sums[member * lossTerms.length + term]! / Math.max(1, count)),
  );
}

function memberRows(
  agent: Agent,
  { advantages, noise }: Lesson,
  order: Int32Array,
  part: number,
  { starts, shares }: DeviceExperience,
  member: number,
): MemberRows {
  const [start, share] = [starts[member]!, shares[member]!];
  const rows = order.subarray(part * share, (part + 1) * share);
  const own = Float64Array.from(rows, (row) => advantages[row]!);
  return {
    rows: rows.map((row) => start + row),
    advantages: agent.minibatchAdvantages(own),
    noise,
  };
}

function replace(old: tf.Tensor, make: () => tf.Tensor): tf.Tensor {
  const made = tf.tidy(make);
  old.dispose();
  return made;
}
