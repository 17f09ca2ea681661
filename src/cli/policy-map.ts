import { z } from 'zod';
import { UsageError } from '../errors.ts';
import { type Fact, factsOf } from '../loss-map/policy/facts.ts';
import { mapPolicyLoss, policyMapSettings } from '../loss-map/policy/map-policy-loss.ts';
import type { PolicyMap } from '../loss-map/policy/policy-map.ts';
import type { LoadedPlugin } from '../plugins/index.ts';
import { several } from '../several.ts';
import { auto } from '../sweep/run/auto-backend.ts';
import { table } from '../text/table.ts';
import { backendOf } from './execution-flags.ts';
import { checkedFlags } from './flags.ts';
import { mapOptions } from './map-options.ts';
import { print } from './print.ts';
import { stopOnSignals } from './stop-on-signals.ts';
import { tableWidth } from './table-width.ts';
import { teller } from './tell.ts';

const seedSetting = z.object({ seed: z.int().min(0).default(1) });

/** Maps the loss of a trained policy, as `rl-bench loss-map --policy` asks. */
export async function mapPolicyOf(
  argv: Readonly<Record<string, unknown>>,
  plugins: readonly LoadedPlugin[],
): Promise<void> {
  const settings = { ...checkedFlags(argv, policyMapSettings), ...checkedFlags(argv, seedSetting) };
  if (backendOf(argv) !== auto) {
    throw new UsageError('--policy trains a run again on what it was trained on; drop --backend');
  }
  const tell = teller({ quiet: argv.quiet === true });
  const stop = stopOnSignals();
  try {
    const options = { ...mapOptions(argv, plugins, tell), signal: stop.signal, begun: stop.listen };
    const mapped = await mapPolicyLoss(settings, options);
    if (mapped === undefined) {
      process.exitCode = stop.exitCode();
      return;
    }
    const { map, written } = mapped;
    if (written) {
      tell(`${several(written.files.length, 'file')} in "${written.out}", to begin with loss-map.html`);
    }
    await print(argv.json === true ? `${JSON.stringify(asData(map), null, 2)}\n` : text(map));
  } finally {
    stop.release();
  }
}

function text(map: PolicyMap): string {
  const columns = [
    { header: `loss of run ${map.run.id}`, cell: ({ what }: Fact) => what },
    { header: '', cell: ({ value }: Fact) => value, wraps: true },
  ];
  return `${table(columns, factsOf(map), { width: tableWidth() })}\n`;
}

/** The map without its grid, which is in the results file. */
function asData({ run, grid, path, ...map }: PolicyMap): object {
  return { run: run.id, ...map, side: grid.side, path };
}
