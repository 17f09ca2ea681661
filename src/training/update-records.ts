import { type LossTerm, lossTerms } from '../../agents/index.ts';
import type { GradientStats } from '../diagnostics/gradient-stats.ts';
import type { GradientRecord, UpdateRecord } from '../results/index.ts';

/** Whose update it was, and when. */
type Heading = Pick<UpdateRecord, 'member' | 'updateIndex' | 'envStep' | 'learningRate' | 'wallS'>;

/** @param terms as `learn` returns them: NaN where the agent does not report a term, which becomes null here. */
export function updateRecord(
  heading: Heading,
  terms: readonly number[],
  explainedVariance: number | null,
): UpdateRecord {
  const term = (name: LossTerm): number => terms[lossTerms.indexOf(name)]!;
  const reported = (name: LossTerm): number | null => (Number.isNaN(term(name)) ? null : term(name));
  return {
    kind: 'update',
    ...heading,
    policyLoss: term('policyLoss'),
    valueLoss: reported('valueLoss'),
    entropy: reported('entropy'),
    approxKl: reported('approxKl'),
    clipFraction: reported('clipFraction'),
    explainedVariance,
  };
}

/** One record a layer. @param stats in the order of `names`. */
export function gradientRecords(
  { member, updateIndex }: Heading,
  names: readonly string[],
  stats: readonly GradientStats[],
): GradientRecord[] {
  return stats.map((layer, layerIndex) => ({
    kind: 'gradient',
    member,
    updateIndex,
    layerIndex,
    layer: names[layerIndex]!,
    ...layer,
  }));
}
