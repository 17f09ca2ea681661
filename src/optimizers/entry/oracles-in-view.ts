import type * as tf from '../../tensors/tf.ts';
import { withOracles } from '../members/step-numbers.ts';
import type { LossOracles, Params, StepContext } from './optimizer.ts';
import type { Sampled, SampleParts, SampleSlopes } from './samples.ts';

type SlopesByName = Readonly<Record<string, SampleSlopes>>;

/** How a rule sees parameters, and how what it sees is handed back to those who see all of them. */
export interface View {
  /** Parameters as the rule has them → as they are outside; what the rule does not see stays where it is. */
  paramsOutside(params: Params): Params;
  /** The same for a direction; along what the rule does not see it is 0. */
  directionOutside(direction: Params): Params;
  /** Parameters, gradients or products as they are outside → as the rule sees them. */
  inside(params: Params): Params;
  /** `[P, B, n]` of all numbers outside → of those that the rule sees. */
  columnsInside(samples: tf.Tensor): tf.Tensor;
  /** The same of slopes by name; absent where the rule knows no names. */
  slopesInside?(slopes: SlopesByName): SlopesByName;
}

/** The context of a rule that sees the parameters otherwise than whoever made the context. */
export function inView(step: StepContext, view: View): StepContext {
  const { gradientAt, lossAt, sampleGradients, hessianProduct, fisherProduct, fisherSample, outputSlopes } =
    step;
  const { eligibility, freshParams, policyAt, valueSamples, scoreSamples, wholeGradient } = step;
  const { slopesInside } = view;
  const sampledInside =
    <Seen extends Sampled>(samples: SampleParts<Seen>): SampleParts<Seen> =>
    (most) =>
      samples(most).map((part) => (params) => {
        const sampled = part(view.paramsOutside(params));
        return { ...sampled, slopes: () => slopesInside!(sampled.slopes()) };
      });
  const seen: LossOracles = {
    ...(gradientAt && { gradientAt: (params) => view.inside(gradientAt(view.paramsOutside(params))) }),
    ...(wholeGradient && {
      wholeGradient: (params) => view.inside(wholeGradient(view.paramsOutside(params))),
    }),
    ...(lossAt && { lossAt: (params) => lossAt(view.paramsOutside(params)) }),
    ...(eligibility && { eligibility: () => view.inside(eligibility()) }),
    ...(freshParams && { freshParams: () => view.inside(freshParams()) }),
    ...(sampleGradients && { sampleGradients: () => view.columnsInside(sampleGradients()) }),
    valueSamples: valueSamples && slopesInside && sampledInside(valueSamples),
    scoreSamples: scoreSamples && slopesInside && sampledInside(scoreSamples),
    ...(hessianProduct && {
      hessianProduct: (direction) => view.inside(hessianProduct(view.directionOutside(direction))),
    }),
    ...(fisherProduct && {
      fisherProduct: (direction) => view.inside(fisherProduct(view.directionOutside(direction))),
    }),
    ...(fisherSample && { fisherSample: (draw) => view.inside(fisherSample(draw)) }),
    ...(policyAt && { policyAt: (params) => policyAt(view.paramsOutside(params)) }),
    ...(outputSlopes && { outputSlopes: (direction) => outputSlopes(view.directionOutside(direction)) }),
  };
  return withOracles(step, seen);
}
