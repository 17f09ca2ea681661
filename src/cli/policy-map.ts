import { z } from 'zod';
import { UsageError } from '../errors.ts';
import { OutputFolder } from '../export/output-folder.ts';
import { type Fact, factsOf } from '../loss-map/policy/facts.ts';
import { mapPolicy } from '../loss-map/policy/map-policy.ts';
import type { PolicyMap } from '../loss-map/policy/policy-map.ts';
import { planOfPolicy, type TrainedRun, trainedRun } from '../loss-map/policy/trained-run.ts';
import { type LoadedPlugin, loadMissingPlugins } from '../plugins/index.ts';
import { several } from '../several.ts';
import { readResults, waitsForWriter, writeResults } from '../store/index.ts';
import { auto } from '../sweep/run/choose-backend.ts';
import { configOf } from '../sweep/run/saved-config.ts';
import { table } from '../text/table.ts';
import { describeVersion } from '../version.ts';
import { backendOf } from './execution-flags.ts';
import { checkedFlags } from './flags.ts';
import { print } from './print.ts';
import { optional, single } from './single.ts';
import { stopOnSignals } from './stop-on-signals.ts';
import { teller } from './tell.ts';
import { typedCommand } from './typed-command.ts';

/** The flags of `rl-bench loss-map` that go with `--policy`. */
export const policySettings = z.object({
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

const seedSetting = z.object({ seed: z.int().min(0).default(1) });

/** Maps the loss of a trained policy, as `rl-bench loss-map --policy` asks. */
export async function mapPolicyOf(
  argv: Readonly<Record<string, unknown>>,
  plugins: readonly LoadedPlugin[],
): Promise<void> {
  const { policy, directions, resolution, reach, stations } = checkedFlags(argv, policySettings);
  if (resolution % 2 === 0) {
    throw new UsageError(
      `--resolution takes an odd number, so that the policy itself is on the grid; given ${resolution}, try ${resolution + 1}`,
    );
  }
  if (backendOf(argv) !== auto) {
    throw new UsageError('--policy trains a run again on what it was trained on; drop --backend');
  }
  const { seed } = checkedFlags(argv, seedSetting);
  const settings = { directions, seed, side: resolution, reach, stations };
  const [out, db] = [optional(argv, 'out'), single(argv, 'db')];
  const run = await findRun(db, policy);
  await loadMissingPlugins(configOf(run.experiment).plugins, plugins);
  const plan = planOfPolicy(run);
  const folder = out === undefined ? undefined : new OutputFolder(out, { force: argv.force === true });
  const quiet = argv.quiet === true;
  const tell = teller({ quiet });
  const command = typedCommand();
  const stop = stopOnSignals();
  stop.listen();
  try {
    const onWait = () => tell(waitsForWriter);
    await writeResults(db, { wait: argv.wait === true, onWait }, async (store) => {
      const map = await mapPolicy(run, plan, settings, store, { command, tell, signal: stop.signal });
      if (map === undefined) {
        process.exitCode = stop.exitCode();
        return;
      }
      if (folder) {
        // Loaded when asked for: drawing takes packages that nobody should wait for otherwise.
        const { writePolicyFiles } = await import('../loss-map/policy/write-files.ts');
        const files = await writePolicyFiles(store.db, folder, map, { command, version: describeVersion() });
        tell(`${several(files.length, 'file')} in "${folder.path}", to begin with loss-map.html`);
      }
      await print(argv.json === true ? `${JSON.stringify(asData(map), null, 2)}\n` : text(map));
    });
  } finally {
    stop.release();
  }
}

/** Read first of all, so that a run that is not there is refused before anything is made or waited for. */
function findRun(db: string, id: number): Promise<TrainedRun> {
  return readResults(db, (file) => trainedRun(file, id), 'nothing');
}

function text(map: PolicyMap): string {
  const columns = [
    { header: `loss of run ${map.run.id}`, cell: ({ what }: Fact) => what },
    { header: '', cell: ({ value }: Fact) => value, wraps: true },
  ];
  return `${table(columns, factsOf(map), { width: 80 })}\n`;
}

/** The map without its grid, which is in the results file. */
function asData({ run, grid, path, ...map }: PolicyMap): object {
  return { run: run.id, ...map, side: grid.side, path };
}
