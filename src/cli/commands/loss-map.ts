import type { Argv, CommandModule } from 'yargs';
import { UsageError } from '../../errors.ts';
import { functionMapSettings, mapFunctions } from '../../loss-map/map-functions.ts';
import type { MappedFunction } from '../../loss-map/mapped-function.ts';
import { policyMapSettings } from '../../loss-map/policy/map-policy-loss.ts';
import { summaryLegend, summaryText } from '../../loss-map/summary-text.ts';
import type { LoadedPlugin } from '../../plugins/index.ts';
import { several } from '../../several.ts';
import { defaultDatabase } from '../../text/db-flag.ts';
import { withEnvironment } from '../environment.ts';
import { backendOf, declareBackendFlag } from '../execution-flags.ts';
import { checkedFlags, declareFlags, flagName, givenFlags } from '../flags.ts';
import { mapOptions } from '../map-options.ts';
import { mapPolicyOf } from '../policy-map.ts';
import { print } from '../print.ts';
import { tableWidth } from '../table-width.ts';
import { teller } from '../tell.ts';

function builder(yargs: Argv): Argv {
  declareFlags(yargs, functionMapSettings, 'What to map:', {
    learning_rates: { alias: ['learning-rate', 'lr'] },
  });
  declareFlags(yargs, policyMapSettings, "A policy's own loss:");
  return withEnvironment(
    declareBackendFlag(yargs)
      .option('out', {
        type: 'string',
        requiresArg: true,
        describe: 'a folder for figures, page and CSV, new or empty',
      })
      .option('force', { type: 'boolean', default: false, describe: 'replace files of the same names' })
      .option('db', { type: 'string', default: defaultDatabase, describe: 'the results file' })
      .option('wait', {
        type: 'boolean',
        default: false,
        describe: 'wait while another rl-bench writes to the file',
      })
      .option('json', { type: 'boolean', default: false, describe: 'print the results as JSON' })
      .option('quiet', { type: 'boolean', default: false, describe: 'show no progress' })
      .example(
        '$0 loss-map --functions himmelblau camel6 --optimizers MILO ADAM --out maps',
        'figures in maps/',
      )
      .example('$0 loss-map --functions all --optimizers "ADAM(lr=0.1)"', 'one learning rate, everywhere')
      .example('$0 loss-map --policy 7 --out maps', "run 7: its policy's loss, with the path of its training")
      .example('$0 loss-map --policy 7 --directions random', 'the same over two random directions'),
  );
}

async function handler(
  argv: Readonly<Record<string, unknown>>,
  plugins: readonly LoadedPlugin[],
): Promise<void> {
  refuseMixture(argv);
  if (argv.policy !== undefined) return mapPolicyOf(argv, plugins);
  refuseMissing(argv);
  const tell = teller({ quiet: argv.quiet === true });
  const settings = checkedFlags(argv, functionMapSettings);
  const { maps, written } = await mapFunctions(settings, {
    ...mapOptions(argv, plugins, tell),
    backend: backendOf(argv),
  });
  if (written)
    tell(`${several(written.files.length, 'file')} in "${written.out}", to begin with loss-map.html`);
  await print(
    argv.json === true
      ? `${JSON.stringify(maps.flatMap(asData), null, 2)}\n`
      : text(settings.tolerance, maps),
  );
}

/** Functions have optimizers, starts and rates; a policy has directions; a seed is for either. */
function refuseMixture(argv: Readonly<Record<string, unknown>>): void {
  const [ofFunctions, ofPolicies] = [functionMapSettings.omit({ seed: true }), policyMapSettings].map((own) =>
    Object.keys(givenFlags(argv, own)).map((name) => `--${flagName(name)}`),
  ) as [string[], string[]];
  const policy = ofPolicies.includes('--policy');
  const [stray] = policy ? ofFunctions : ofPolicies;
  if (stray === undefined) return;
  throw new UsageError(
    policy
      ? `--policy maps the loss of a run, ${stray} is for test functions; drop one of the two`
      : `${stray} is for maps of a policy; name its run with --policy`,
  );
}

function refuseMissing(argv: Readonly<Record<string, unknown>>): void {
  for (const flag of ['functions', 'optimizers']) {
    if (argv[flag] !== undefined) continue;
    throw new UsageError(
      `--${flag} is missing; try: rl-bench loss-map --functions himmelblau --optimizers MILO ADAM --out maps; --policy RUN maps a policy's own loss`,
    );
  }
  if (argv.start !== undefined && argv.starts !== undefined) {
    throw new UsageError('--start names the starts and --starts draws them; drop one of the two');
  }
}

function text(tolerance: number, maps: readonly MappedFunction[]): string {
  return `${summaryText(maps, tableWidth())}\n\n${summaryLegend(tolerance)}\n`;
}

/** The results of a function without their ways. */
function asData({ experiment, landscape, summaries }: MappedFunction): object[] {
  return summaries.map(({ results, ...summary }) => ({
    experiment,
    ...summary,
    minimum: landscape.minimum,
    outcomes: results.map(({ path, ...result }) => ({
      ...result,
      from: path.points[0],
      to: path.points.at(-1),
      iterations: path.points.length - 1,
    })),
  }));
}

/**
 * `rl-bench loss-map`: optimizers on functions of two variables, with their ways drawn; with `--policy` the loss of a
 * trained policy (`policy-map.ts`).
 *
 * With `--json` it prints an array with an object for every function and optimizer: the fields of `Summary`
 * (`src/loss-map/summary.ts`) for the best learning rate, `experiment`, `minimum`, and of every result also `from`, `to`
 * and `iterations`; what is infinite is null.
 *
 * @param plugins what was loaded; it is kept with the experiment.
 */
export function lossMapCommand(plugins: readonly LoadedPlugin[]): CommandModule {
  return {
    builder,
    handler: (argv) => handler(argv, plugins),
  };
}
