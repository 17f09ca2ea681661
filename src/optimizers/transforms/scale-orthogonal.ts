import { z } from 'zod';
import { mapTree, type TensorTree } from '../../tensors/tree.ts';
import type { Optimizer } from '../entry/optimizer.ts';
import { common, perMember } from '../members/per-member.ts';
import { chain, stateless } from './chain.ts';
import { scaleByShape } from './scale-by-shape.ts';
import { scale } from './weighted.ts';

/** The length of an orthogonal step by the shape of its kernel, before `scale_factor`. */
const lengths = {
  width: (inputs: number, outputs: number) => Math.sqrt(Math.max(1, outputs / inputs)),
  spectral: (inputs: number, outputs: number) => Math.sqrt(Math.max(inputs, outputs)),
  unit_rms: (inputs: number, outputs: number) => Math.sqrt(outputs / inputs),
  consistent_rms: (inputs: number, outputs: number) => Math.sqrt(Math.max(inputs, outputs)),
} as const;

/** How long orthogonal steps are. */
export const orthogonalScaleSettings = {
  scale: z
    .enum(['width', 'spectral', 'unit_rms', 'consistent_rms'])
    .default('width')
    .describe(
      'length of a step by shape: width √max(1, out/in), spectral and consistent_rms √max(out, in), unit_rms √(out/in)',
    ),
  scale_factor: z
    .number()
    .min(0)
    .nullable()
    .default(null)
    .describe(
      "factor on that length; none: 1, and for consistent_rms 0.2, with which steps are about as large as Adam's (Moonlight's)",
    ),
};

export interface OrthogonalScale {
  readonly scale: keyof typeof lengths;
  readonly scale_factor: number | null;
}

/** Orthogonal matrices at a length that goes by their shapes. */
export function scaleOrthogonal(members: readonly OrthogonalScale[]): Optimizer<readonly TensorTree[]> {
  const name = common(members, 'scale');
  const coefficients = perMember(members, ({ scale_factor }) => ({
    factor: scale_factor ?? (name === 'consistent_rms' ? 0.2 : 1),
  }));
  return chain(
    scaleByShape(lengths[name]),
    stateless(
      (gradients, _params, context) => {
        const { factor } = coefficients(context);
        return mapTree((gradient) => scale(gradient, factor), gradients);
      },
      { elementwise: true },
    ),
  );
}
