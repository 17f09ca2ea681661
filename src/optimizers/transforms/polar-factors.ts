import { pow } from '../../pow.ts';
import { newtonSchulzBy } from '../../tensors/linear-algebra/newton-schulz.ts';
import type { OddPolynomial } from '../../tensors/linear-algebra/odd-polynomials.ts';
import { polarFactor } from '../../tensors/linear-algebra/polar-factor.ts';
import { stackAlike } from '../../tensors/linear-algebra/stack-alike.ts';
import { memberNorm } from '../../tensors/member-norm.ts';
import * as tf from '../../tensors/tf.ts';
import type { Params } from '../entry/optimizer.ts';
import { mapTensors } from './map-tensors.ts';

/** PolarGrad's own: its last coefficient is not quite Muon's. */
const ns: OddPolynomial = [3.4445, -4.775, 2.031];

/** How much larger than 1 rounding may make a singular value, for the polynomials of Polar Express. */
const margin = 1.01;

/** Those of Amsel et al. 2025 (arXiv 2505.16932) for singular values of at least 10⁻³. */
const polarExpress: readonly OddPolynomial[] = [
  [8.28721201814563, -23.595886519098837, 17.300387312530933],
  [4.107059111542203, -2.9478499167379106, 0.5448431082926601],
  [3.9486908534822946, -2.908902115951949, 0.5518191394370137],
  [3.3184196573706015, -2.488488024314874, 0.51004894012372],
  [2.300652019954817, -1.6689039845749494, 0.4188073119525673],
  [1.891301407787398, -1.2679958271945868, 0.37680408948524835],
  [1.8750014808534479, -1.2500016453999487, 0.3750001645474248],
];

/** What follows them, which converges to 1. */
const settled: OddPolynomial = [1.875, -1.25, 0.375];

function polynomials(steps: number): OddPolynomial[] {
  const widened = polarExpress.map(
    ([a, b, c]): OddPolynomial => [a / margin, b / pow(margin, 3), c / pow(margin, 5)],
  );
  return Array.from({ length: steps }, (_, step) => widened[step] ?? settled);
}

/** The polar factor of every matrix, exactly or about. */
export function polarFactors(
  method: 'ns' | 'polar_express' | 'exact',
  steps: number,
): (matrices: Params) => Params {
  const factors = {
    ns: (stack: tf.Tensor) =>
      newtonSchulzBy(new Array<OddPolynomial>(steps).fill(ns), stack, tf.add(memberNorm(stack), 1e-7)),
    polar_express: (stack: tf.Tensor) =>
      newtonSchulzBy(polynomials(steps), stack, tf.add(tf.mul(memberNorm(stack), margin), 1e-7)),
    exact: polarFactor,
  }[method];
  return (matrices) => mapTensors(matrices, (tensors) => stackAlike(tensors, factors));
}
