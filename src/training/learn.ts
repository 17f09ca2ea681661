import type { GradientWatch } from '../diagnostics/gradient-stats.ts';
import { inPhase } from '../diagnostics/phases.ts';
import { giveWay } from '../give-way.ts';
import { chooseMembers } from '../tensors/choose-members.ts';
import * as tf from '../tensors/tf.ts';
import type { Learner } from './learner.ts';
import type { StepSettings, StepTotals } from './learning-step.ts';
import type { Experience, MinibatchStep, Schedule } from './workload.ts';

/** How an update learns from its experience. Every list has one entry a player. */
export interface LearnSettings extends Omit<StepSettings, 'stepInRollout'> {
  readonly schedules: readonly Schedule[];
  /** Names of the terms that the minibatches report. */
  readonly lossTerms: readonly string[];
  /** Gives the update up between two minibatches. */
  readonly giveUp?: AbortSignal | undefined;
  /** Looks at the first minibatch before anything is learned from it. */
  readonly first?: ((minibatch: MinibatchStep) => Promise<void>) | undefined;
}

/**
 * Epochs of minibatches on one experience.
 *
 * @param watch of the gradients, or null where nobody looks at them.
 * @returns each player's loss terms, averaged over the minibatches that it took part in.
 * @throws the reason of `giveUp`.
 */
export async function learn(
  learner: Learner,
  watch: GradientWatch | null,
  experience: Pick<Experience, 'pass' | 'passed' | 'stepsBefore'>,
  { active, schedules, lossTerms, giveUp, first, ...settings }: LearnSettings,
): Promise<number[][]> {
  const approxKl = lossTerms.indexOf('approxKl');
  const learning = [...active];
  const taken = active.map(() => 0);
  let stepInRollout = experience.stepsBefore ?? 0;
  let totals = lossTerms.length > 0 ? tf.zeros([active.length, lossTerms.length]) : undefined;

  for (let epoch = 0; ; epoch++) {
    const passing = learning.map((goesOn, player) => goesOn && epoch < schedules[player]!.updateEpochs);
    if (!passing.includes(true)) break;
    let last: tf.Tensor | undefined;
    for (const minibatch of experience.pass(passing)) {
      const { players } = minibatch;
      if (epoch === 0 && last === undefined) {
        await first?.(minibatch).catch((reason: unknown) => {
          totals?.dispose();
          throw reason;
        });
      }
      stepInRollout++;
      const watched = watch?.totals ?? [];
      const stepTotals: StepTotals = {
        before: totals ? [...watched, totals] : watched,
        after: (before, { gradient, terms, active: took }) => [
          ...(watch?.added(before, gradient, took) ?? []),
          ...(totals ? [terms ? tf.add(before.at(-1)!, chooseMembers(took, terms, 0)) : before.at(-1)!] : []),
        ],
      };
      const step = () => learner.step(minibatch, { active: players, stepInRollout, ...settings }, stepTotals);
      const { totals: made, terms, kept } = inPhase('learning', step);
      for (const [index, keeper] of minibatch.keepers?.entries() ?? []) keeper.take(kept[index]!);
      if (minibatch.stepped) {
        const led = learner.whole();
        minibatch.stepped(led);
        led.dispose();
      }
      watch?.take(made, players);
      if (totals) {
        const next = made.at(-1)!;
        if (next !== totals) totals.dispose();
        totals = next;
      }
      players.forEach((took, player) => {
        if (took) taken[player]!++;
      });
      last?.dispose();
      last = terms;
      await giveWay(giveUp).catch((reason: unknown) => {
        tf.dispose([last, totals]);
        throw reason;
      });
    }
    if (epoch === 0) watch?.endFirstPass();
    if (last && approxKl >= 0 && schedules.some(({ targetKl }) => targetKl !== null)) {
      const terms = (await last.data()) as Float32Array;
      for (const [player, { targetKl }] of schedules.entries()) {
        if (targetKl !== null && terms[player * lossTerms.length + approxKl]! > targetKl) {
          learning[player] = false;
        }
      }
    }
    last?.dispose();
    await experience.passed?.();
  }

  const sums = ((await totals?.data()) ?? []) as ArrayLike<number>;
  totals?.dispose();
  return taken.map((count, player) =>
    lossTerms.map((_, term) => sums[player * lossTerms.length + term]! / Math.max(1, count)),
  );
}
