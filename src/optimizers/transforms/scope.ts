import { z } from 'zod';
import type { Optimizer } from '../entry/optimizer.ts';
import { flatten } from './flatten.ts';

/** The setting `scope` of a rule by norms, for {@link within}. */
export const scope = z
  .enum(['global', 'tensor'])
  .default('global')
  .describe("whose norm counts: that of all numbers together, or each tensor's own");

/** A rule by tensors as it is, or applied to the one tensor that all make together. */
export function within(scope: 'global' | 'tensor', rule: Optimizer): Optimizer {
  return scope === 'global' ? flatten(rule) : rule;
}
