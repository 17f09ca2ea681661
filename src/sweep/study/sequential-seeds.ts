import { z } from 'zod';
import { parseCall } from '../../call-expression.ts';
import { UsageError } from '../../errors.ts';
import type { SequentialSeeds } from '../../sequential-decisions.ts';
import { parseSettings } from '../../settings.ts';
import type { Study } from './study.ts';

const settings = z.strictObject({
  block: z.int().min(2).default(5),
  max: z.int().positive().default(30),
  alpha: z.number().gt(0).lt(1).default(0.05),
});

/**
 * Reads what a study says of its seeds, where they are to be chosen on the way: `auto`, `auto(block=5,max=30,alpha=0.05)`.
 *
 * @returns undefined for a number of seeds.
 * @throws UsageError for settings that are not understood, and where `max` is no multiple of `block`.
 */
export function sequentialSeeds({ seeds }: Pick<Study, 'seeds'>): SequentialSeeds | undefined {
  if (typeof seeds !== 'string') return undefined;
  const { positional, settings: given } = parseCall(seeds);
  if (positional.length > 0) {
    throw new UsageError(
      `seeds auto takes settings by name, given "${seeds}"; write auto(block=5,max=30,alpha=0.05)`,
    );
  }
  const read = parseSettings('seeds auto', settings, given);
  if (read.max % read.block === 0) return read;
  const up = Math.ceil(read.max / read.block) * read.block;
  throw new UsageError(
    `seeds auto trains blocks of ${read.block} seeds, and its max of ${read.max} is no multiple of that; write max=${up}`,
  );
}
