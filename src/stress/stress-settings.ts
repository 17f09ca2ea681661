import { z } from 'zod';

/** What to try: the flags of `rl-bench stress`. */
export const stressSettings = z.object({
  problems: z
    .array(z.string())
    .min(1)
    .default(['all'])
    .describe('problems or failure modes by name, e.g. ill-conditioned spikes; see docs/stress.md'),
  seeds: z.int().min(1).max(1000).default(10).describe('seeds that score the learning rate chosen by others'),
  steps: z.int().min(50).default(300).describe('steps of every optimizer on every problem'),
});

export type StressSettings = Readonly<z.output<typeof stressSettings>>;

/** Seeds that choose learning rates; those above {@link stressSettings} lets score. */
export const tuningSeeds: readonly number[] = [1001, 1002, 1003];

/** Half decades. */
const rates: readonly number[] = [1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1];

/**
 * The learning rates that every optimizer may choose from, nine each.
 *
 * @param usual that of the rule by default. Where it is 1 or more it is a factor on steps that the rule finds by itself, and
 * stands in the middle of rates a hundred times as large.
 */
export function ratesFor(usual: number): readonly number[] {
  return usual < 1 ? rates : rates.map((rate) => Number((100 * rate).toPrecision(1)));
}
