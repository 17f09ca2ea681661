import { z } from 'zod';
import { stoppingBackends } from '../../backends/index.ts';
import { UsageError } from '../../errors.ts';
import { OutputFolder } from '../../export/output-folder.ts';
import { loadedPlugins, loadMissingPlugins } from '../../plugins/index.ts';
import { parseSettings } from '../../settings.ts';
import { readResults, waitsForWriter, writeResults } from '../../store/index.ts';
import { configOf } from '../../sweep/run/saved-config.ts';
import { type TrainedRun, trainedRun } from '../../sweep/run/trained-run.ts';
import { refuseImported } from '../../sweep/run/verify-run.ts';
import { thisProgram } from '../../text/this-program.ts';
import { describeVersion } from '../../version.ts';
import type { MapFiles, MapOptions } from '../map-options.ts';
import { mapPolicy } from './map-policy.ts';
import type { PolicyMap } from './policy-map.ts';
import { refuseWithoutPolicy } from './refuse-without-policy.ts';

/** What to map: the flags of `rl-bench loss-map` that go with `--policy`. */
export const policyMapSettings = z.object({
  policy: z
    .int()
    .positive()
    .describe("a finished run, by its number: maps the loss of its policy, in functions' place"),
  directions: z
    .enum(['path', 'random'])
    .default('path')
    .describe("with --policy, what spans the map: the path's principal components, or random filters"),
  resolution: z
    .int()
    .min(3)
    .default(41)
    .describe('with --policy, points of the grid on either side, an odd number'),
  reach: z
    .number()
    .positive()
    .optional()
    .describe('with --policy, from the policy to the edges (default: 1 for random, else the whole path)'),
  stations: z.int().min(2).default(40).describe('with --policy, points of the path that are kept'),
});

/** With the seed of what is drawn: random directions. */
const allSettings = policyMapSettings.extend({ seed: z.int().min(0).default(1) });

export type PolicyLossSettings = z.input<typeof allSettings>;

export interface PolicyLossOptions extends MapOptions {
  /** Asks for an end: nothing is written then. */
  readonly signal?: AbortSignal | undefined;
  /** Called when there is something to end: what comes before leaves nothing behind. */
  readonly begun?: (() => void) | undefined;
}

/** What came of it. */
export interface PolicyLossMap {
  readonly map: PolicyMap;
  readonly written: MapFiles | undefined;
}

/**
 * Trains a run of a results file again, measures the loss of its policy over a plane through it, writes the map into the
 * file as an experiment of its own, and draws it if a folder is named.
 *
 * @returns undefined if the signal asked for an end.
 * @throws UsageError for a run that is not there or cannot be mapped; RunError if it trained again is another, or a file
 *     cannot be written.
 */
export async function mapPolicyLoss(
  given: PolicyLossSettings,
  { db, out, force = false, wait = false, ...options }: PolicyLossOptions,
): Promise<PolicyLossMap | undefined> {
  const asked = parseSettings('rl-bench', allSettings, given as Parameters<typeof parseSettings>[2]);
  const { policy, resolution, ...others } = asked;
  if (resolution % 2 === 0) {
    throw new UsageError(
      `--resolution takes an odd number, so that the policy itself is on the grid; given ${resolution}, try ${resolution + 1}`,
    );
  }
  const settings = { ...others, side: resolution, reach: asked.reach };
  const {
    tell = () => {},
    command = thisProgram(),
    signal = new AbortController().signal,
    begun = () => {},
  } = options;
  const run = await findRun(db, policy);
  refuseImported(run);
  const wanted = configOf(run.experiment).plugins;
  const plugins = await loadMissingPlugins(wanted, options.plugins ?? loadedPlugins());
  refuseWithoutPolicy(run);
  const folder = out === undefined ? undefined : new OutputFolder(out, { force });
  return stoppingBackends(() =>
    writeResults(db, { wait, onWait: () => tell(waitsForWriter) }, async (store) => {
      begun();
      const map = await mapPolicy(run, settings, store, { command, plugins, tell, signal });
      if (map === undefined || folder === undefined) return map && { map, written: undefined };
      // Loaded when asked for: drawing takes packages that nobody should wait for otherwise.
      const { writePolicyFiles } = await import('./write-files.ts');
      const files = await writePolicyFiles(store.db, folder, map, { command, version: describeVersion() });
      return { map, written: { out: folder.path, files } };
    }),
  );
}

/** Read first of all, so that a run that is not there is refused before anything is made or waited for. */
function findRun(db: string, id: number): Promise<TrainedRun> {
  return readResults(
    db,
    (file) => trainedRun(file, id, 'it left no policy whose loss could be mapped'),
    'nothing',
  );
}
