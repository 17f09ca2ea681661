import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { errorInOneLine } from '../../error-in-one-line.ts';
import { UsageError } from '../../errors.ts';

/** What updates cost, as a measurement has found. */
export interface Costs {
  /** Of an update of one member, by the optimizer's name. */
  readonly timesSgd: ReadonlyMap<string, number>;
  /** Where that was measured. */
  readonly of: string;
}

const schema = z.object({
  host: z.object({ cpu_model: z.string() }),
  rounds: z.number(),
  topics: z.object({
    optimizers: z.array(z.object({ optimizer: z.string(), timesSgd: z.record(z.string(), z.number()) })),
  }),
});

/**
 * @param path of what `rl-bench bench --only optimizers --json` has said; where there is no such file, nothing is known.
 * @throws UsageError for another file.
 */
export function readCosts(path: string): Costs {
  if (!existsSync(path)) return { timesSgd: new Map(), of: '' };
  try {
    const { host, rounds, topics } = schema.parse(JSON.parse(readFileSync(path, 'utf8')));
    const rows = topics.optimizers.flatMap(({ optimizer, timesSgd }) => {
      const times = timesSgd['1'];
      return times === undefined ? [] : [[nameOf(optimizer), times] as const];
    });
    return { timesSgd: new Map(rows), of: `one member, simd backend, ${host.cpu_model}, ${rounds} rounds` };
  } catch (error) {
    throw new UsageError(
      `${path} is not what rl-bench bench --only optimizers --json says: ${errorInOneLine(error, path)}`,
    );
  }
}

/** `CLIP(ADAM)` is measured for CLIP. */
function nameOf(spec: string): string {
  return spec.replace(/\(.*$/, '');
}
