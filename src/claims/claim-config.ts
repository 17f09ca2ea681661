import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { LoadedPlugin } from '../plugins/index.ts';
import type { Claim } from './claim-file.ts';

/** What `config_json` of a study's experiment says: enough to judge its points once more. */
const claimConfig = z.object({
  kind: z.literal('study'),
  study: z.string(),
  claim: z.string(),
  source: z.string(),
  /** 1, 2, … up to it have been asked for. */
  seeds: z.int().positive(),
  settings: z.record(z.string(), z.unknown()),
  expected: z.record(z.string(), z.unknown()),
  trainings: z.record(z.string(), z.unknown()),
  /** The experiments of the trainings, by name. */
  experiments: z.record(z.string(), z.int()),
  backend: z.string().nullable(),
  plugins: z.array(z.unknown()),
});

export type ClaimConfig = Readonly<z.output<typeof claimConfig>>;

/** How a study is computed. */
interface Computed {
  /** Null where the backend has no part in it. */
  readonly backend: string | null;
  readonly plugins: readonly LoadedPlugin[];
  readonly experiments: Readonly<Record<string, number>>;
}

/** The configuration of a study that is about to be carried out. */
export function configOfClaim(claim: Claim, { backend, plugins, experiments }: Computed): ClaimConfig {
  const { entry, origin: _, ...said } = claim;
  return { kind: 'study', study: entry.name, ...said, experiments, backend, plugins: [...plugins] };
}

/**
 * What tells experiments apart: of two with the same one, one goes on with what the other has measured. Seeds may be
 * added, and the words and numbers of the claim measure nothing.
 */
export function fingerprintOf(config: ClaimConfig, version: string): string {
  const { seeds: _, claim: __, source: ___, expected: ____, experiments: _____, ...measured } = config;
  return createHash('sha256').update(JSON.stringify({ measured, version })).digest('hex');
}

/** What a results file says of an experiment; undefined where it is none of a study. */
export function readClaimConfig(json: string): ClaimConfig | undefined {
  const result = claimConfig.safeParse(JSON.parse(json));
  return result.success ? result.data : undefined;
}
