import { pow } from '../../pow.ts';
import { defineOp } from '../op.ts';
import type { Tensor } from '../tf.ts';
import { eigenOf } from './eigen.ts';
import { onHost } from './on-host.ts';

/**
 * Real powers of symmetric positive semi-definite matrices, `[P, n, n]` → `[P, n, n]`: -1 is the inverse, ½ the root, -½
 * the inverse root. NaN for a member that is not finite.
 *
 * An eigenvalue that the precision of the tensor cannot tell from zero, smaller than n times that precision of the
 * largest, may have come out as anything, negative too; it counts as that bound. So powers of ill-conditioned matrices
 * stay finite and definite, and those of the others are not touched. All powers of a zero matrix are zero.
 */
export function symmetricPower(x: Tensor, exponent: number): Tensor {
  const roots = Math.log2(1 / Math.abs(exponent));
  return Number.isInteger(roots) && roots >= 0
    ? symmetricRootOp({ x }, { exponent, roots, inverse: exponent < 0 })[0]!
    : symmetricPowerOp({ x }, { exponent })[0]!;
}

function powerOf(x: Tensor, exponent: number): Tensor[] {
  const n = x.shape[2]!;
  const { power } = onHost(x, { power: [n, n] }, (matrix, precision) => {
    const { values, vectors } = eigenOf(matrix);
    const least = n * precision * Math.max(values[0]!, -values.at(-1)!);
    const powers = values.map((value) => (least === 0 ? 0 : pow(Math.max(value, least), exponent)));
    return { power: vectors.clone().mulRowVector(powers).mmul(vectors.transpose()) };
  });
  return [power];
}

const symmetricPowerOp = defineOp<'x', { readonly exponent: number }>({
  name: 'SymmetricPower',
  formula: ({ x }, { exponent }) => powerOf(x, exponent),
});

/** 1 or −1 halved so many times: a kernel needs no powers of numbers for it. */
interface Root {
  readonly exponent: number;
  readonly roots: number;
  readonly inverse: boolean;
}

const symmetricRootOp = defineOp<'x', Root>({
  name: 'SymmetricRoot',
  formula: ({ x }, { exponent }) => powerOf(x, exponent),
});
