import { z } from 'zod';
import { average, quantile, spearman } from '../stats/index.ts';
import { defineDiagnostic } from './diagnostic.ts';
import type { Report } from './report.ts';
import { sampleScores } from './sample-scores.ts';

/** A sample with a lower score has next to nothing to say. */
const nothing = 1e-3;

/**
 * How much there is to learn from each sample of the first minibatch of an update, at the parameters before it: by what comes
 * back to the outputs alone (`el2n`), and by the gradient of all parameters (`grand`). Both are weighted with the size of the
 * advantage as the loss sees it; a classifier has none. `spearman` is high where the cheap score puts samples into the order of
 * the other.
 */
export const scores = defineDiagnostic({
  name: 'scores',
  summary:
    'how much there is to learn from each sample: EL2N and GraNd, their mean, 90 % quantile, share below 0.001 and rank correlation',
  source:
    'Paul, Ganguli & Dziugaite 2021, "Deep Learning on a Data Diet" (arXiv 2107.07075); mansheej/data_diet (git aee462e)',
  cost: 'two passes forward and one backward of the policy on a minibatch each time that it asks',
  needs: ['scoreSamples'],
  settings: z.object({}),
  create: () => ({
    init: () => null,
    async ask(loss) {
      const read = await loss.ask(({ scoreSamples, params }) => {
        const [whole] = scoreSamples!(Number.POSITIVE_INFINITY);
        const sampled = whole!(params());
        return { present: sampled.present, ...sampleScores(sampled) };
      });
      return read.present.map((present, player) => {
        const own = (rows: ArrayLike<number>): number[] =>
          Array.from(rows).filter((_, sample) => present[sample]! > 0);
        return scoresReport(own(read.errors[player]!), own(read.gradients[player]!));
      });
    },
    observe: ({ asked = {} }, state) => ({ state, report: asked }),
  }),
});

/** What there is to say of the scores of some samples; nothing where one of them is no number. */
export function scoresReport(errors: readonly number[], gradients: readonly number[]): Report {
  if (errors.length === 0 || ![...errors, ...gradients].every(Number.isFinite)) return {};
  const correlation = spearman(errors, gradients);
  return {
    ...described('el2n', errors),
    ...described('grand', gradients),
    ...(correlation !== undefined && { spearman: correlation }),
  };
}

function described(name: string, scores: readonly number[]): Report {
  return {
    [`${name}_mean`]: average(scores)!,
    [`${name}_q90`]: quantile(scores, 0.9)!,
    [`${name}_near_zero`]: scores.filter((score) => score < nothing).length / scores.length,
  };
}
