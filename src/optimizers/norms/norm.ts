import { z } from 'zod';
import type { RegistryEntry } from '../../registry.ts';
import type * as tf from '../../tensors/tf.ts';
import type { Coefficient } from '../members/per-member.ts';

/**
 * A norm of matrices or vectors, by what a step against a gradient is that is as long as the norm allows: the linear
 * minimisation oracle of Scion, without the minus.
 */
export interface Norm<Settings extends z.ZodObject = z.ZodObject> extends RegistryEntry {
  readonly settings: Settings;
  /** The settings that decide what is computed; the others are numbers in it, and may differ between members. */
  readonly structure: readonly string[];
  /**
   * The steepest directions. Their length is another's business: {@link Norm.length}.
   *
   * @param tensors each `[P, in, out]`, vectors `[P, 1, n]`
   * @param eps of each tensor, added to what is divided by
   */
  directions(
    tensors: readonly tf.Tensor[],
    settings: z.output<Settings>,
    eps: readonly Coefficient[],
  ): tf.Tensor[];
  /** Factor on the directions, which makes the norm of a step 1. It also multiplies the eps of 10⁻⁸. */
  length(settings: z.output<Settings>, shape: readonly [inputs: number, outputs: number]): number;
  /** The dual norm of the plain one, whatever the settings: each `[P, 1, 1]`. */
  dual(tensors: readonly tf.Tensor[], settings: z.output<Settings>): tf.Tensor[];
}

/** The setting `scale` that every norm has. */
export const scaleSetting = z
  .number()
  .min(0)
  .nullable()
  .default(null)
  .describe("radius of the norm's ball; none: the optimizer's scale");

/** Ties a norm's settings to the type that its functions receive. */
export function defineNorm<Own extends z.ZodRawShape>(
  norm: Omit<Norm<z.ZodObject<Own>>, 'settings'> & { readonly settings: Own },
): Norm {
  return { ...norm, settings: z.object({ ...norm.settings, scale: scaleSetting }) } as unknown as Norm;
}
