import type * as tf from '../../tensors/tf.ts';
import type { SimdBackend } from './backend.ts';
import type { OwnKernel } from './register.ts';

const bytesPerFloat = 4;

/** What the loss is clipped and weighted by, as the agent's settings have them. */
interface Coefficients {
  readonly clip_coef: number;
  readonly clip_vloss: boolean;
  readonly ent_coef: number;
  readonly vf_coef: number;
}

/** Where a member's share of each tensor, `[P]` or `[P, …]`, begins. */
function sharesOf(backend: SimdBackend, tensors: readonly tf.TensorInfo[], member: number): number[] {
  return tensors.map((tensor) => backend.address(tensor) + member * (tensor.shape[1] ?? 1) * bytesPerFloat);
}

/** The last arguments of both kernels. */
function settings(attrs: tf.NamedAttrMap, { entropy, weights }: tf.NamedTensorInfoMap): (number | boolean)[] {
  const { clip_coef, clip_vloss, ent_coef, vf_coef } = attrs as unknown as Coefficients;
  const rows = weights!.shape[1]!;
  return [rows, entropy!.shape[1] !== rows, clip_coef, clip_vloss, ent_coef, vf_coef];
}

export const ppoLoss: OwnKernel = (backend, inputs, attrs) => {
  const { logProb, entropy, values, logProbs, advantages, returns, oldValues, weights } = inputs;
  const rows = [logProb!, entropy!, values!, logProbs!, advantages!, returns!, oldValues!, weights!];
  const members = weights!.shape[0]!;
  const results = Array.from({ length: 6 }, () => backend.output([members]));
  const given = settings(attrs, inputs);
  for (let member = 0; member < members; member++) {
    backend.kernels.ppoLoss(...sharesOf(backend, [...results, ...rows], member), ...given);
  }
  return results;
};

export const ppoLossGradient: OwnKernel = (backend, inputs, attrs) => {
  const { dTotal, logProb, entropy, values, logProbs, advantages, returns, oldValues, weights } = inputs;
  const rows = [logProb!, values!, logProbs!, advantages!, returns!, oldValues!, weights!];
  const results = [logProb!, entropy!, values!].map(({ shape }) => backend.output(shape));
  const given = settings(attrs, inputs);
  for (let member = 0; member < weights!.shape[0]!; member++) {
    const addresses = sharesOf(backend, [...results, dTotal!, ...rows], member);
    backend.kernels.ppoLossGradient(...addresses, ...given);
  }
  return results;
};
