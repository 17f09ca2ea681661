import { betaNormalizer, bnpo, successRates } from './bnpo.ts';
import { decomposed } from './decompose.ts';
import { type AdvantageDiagnostics, moments, type OwnScores } from './diagnostics.ts';
import { centered, type GroupAdvantages, type Groups } from './groups.ts';
import { drGrpo, grpo } from './grpo.ts';
import { rloo } from './rloo.ts';
import { trlGrpo, trlRloo } from './trl.ts';

/** What an estimator makes of the outcomes of a batch. */
export interface GroupEstimate {
  /** One an outcome. */
  readonly advantages: GroupAdvantages;
  readonly diagnostics: Omit<AdvantageDiagnostics, keyof OwnScores>;
}

/** The ways to compare episodes that began alike, by the name that the setting `advantage` takes. */
export const groupEstimators = {
  grpo: (groups) => grpo(groups),
  'dr-grpo': drGrpo,
  rloo,
  bnpo: (groups) => bnpo(groups),
  'trl-grpo': (groups) => trlGrpo(groups, 'group'),
  'trl-grpo-batch': (groups) => trlGrpo(groups, 'batch'),
  'trl-rloo': (groups) => trlRloo(groups, false),
  'trl-rloo-norm': (groups) => trlRloo(groups, true),
} as const satisfies Readonly<Record<string, (groups: Groups) => GroupAdvantages>>;

export type GroupEstimator = keyof typeof groupEstimators;

/**
 * Advantages of a batch of groups, and what there is to say about their normalisation.
 *
 * @param rewards what the samples are judged by; of several, each is estimated by itself and the average is learned from.
 * The fit of BNPO that is reported is that of the first.
 */
export function estimate(name: GroupEstimator, rewards: readonly Groups[]): GroupEstimate {
  const advantages = decomposed(groupEstimators[name], rewards);
  const silent = advantages.filter((group) => group.every((advantage) => advantage === 0)).length;
  const fitted = name === 'bnpo' ? betaNormalizer(successRates(rewards[0]!)) : { alpha: null, beta: null };
  return {
    advantages,
    diagnostics: {
      ...moments(decomposed(centered, rewards).flat(), advantages.flat()),
      zeroGroups: silent / advantages.length,
      ...fitted,
    },
  };
}
