import type { Argv, CommandModule } from 'yargs';
import { z } from 'zod';
import { UsageError } from '../../errors.ts';
import { OutputFolder } from '../../export/output-folder.ts';
import type { MappedFunction } from '../../loss-map/mapped-function.ts';
import { mappedOptimizers } from '../../loss-map/mapped-optimizer.ts';
import { fitOptimizers, type LossMapPlan, runLossMap } from '../../loss-map/run-loss-map.ts';
import { summaryLegend, summaryText } from '../../loss-map/summary-text.ts';
import { exampleOf, optimizers } from '../../optimizers/index.ts';
import type { LoadedPlugin } from '../../plugins/index.ts';
import { several } from '../../several.ts';
import { waitsForWriter, writeResults } from '../../store/index.ts';
import { auto, onCpu } from '../../sweep/run/choose-backend.ts';
import { makeTestFunction, type Point, testFunctions } from '../../test-functions/index.ts';
import { defaultDatabase } from '../../text/db-flag.ts';
import { describeVersion } from '../../version.ts';
import { withEnvironment } from '../environment.ts';
import { backendOf, declareBackendFlag } from '../execution-flags.ts';
import { checkedFlags, declareFlags, flagName, givenFlags } from '../flags.ts';
import { mapPolicyOf, policySettings } from '../policy-map.ts';
import { print } from '../print.ts';
import { optional, single } from '../single.ts';
import { teller } from '../tell.ts';
import { typedCommand } from '../typed-command.ts';

const settings = z.object({
  functions: z
    .array(z.string())
    .min(1)
    .describe('test functions, e.g. himmelblau "rosenbrock(steepness=10)", or all; see list functions'),
  optimizers: z
    .array(z.string())
    .min(1)
    .describe('optimizers to compare, e.g. MILO "ADAM(lr=0.1)", or all of those that work on two numbers'),
  learning_rates: z
    .array(z.number().positive())
    .min(1)
    .default([0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1])
    .describe('learning rates to try; the best of each optimizer is shown'),
  iterations: z.int().positive().default(200).describe('steps of every optimizer'),
  starts: z
    .int()
    .positive()
    .default(16)
    .describe("starts: the function's own, the others drawn from its domain"),
  start: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('the starts themselves, "x,y" each, instead of --starts; --start=-1,2 where it begins with -'),
  seed: z.int().min(0).default(1).describe('of what is drawn: starts, random directions'),
  tolerance: z
    .number()
    .positive()
    .default(0.01)
    .describe("how near to a minimum counts as arrived, as a share of the domain's diagonal"),
});

function builder(yargs: Argv): Argv {
  declareFlags(yargs, settings, 'What to map:', { learning_rates: { alias: ['learning-rate', 'lr'] } });
  declareFlags(yargs, policySettings, "A policy's own loss:");
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
  const tell = teller({ quiet: argv.quiet === true });
  const plan = planOf(argv, tell);
  const asked = backendOf(argv);
  // Two numbers a member: no GPU would be worth its start.
  const backend = asked === auto ? onCpu : asked;
  const [out, db] = [optional(argv, 'out'), single(argv, 'db')];
  const folder = out === undefined ? undefined : new OutputFolder(out, { force: argv.force === true });
  const command = typedCommand();
  const onWait = () => tell(waitsForWriter);
  await writeResults(db, { wait: argv.wait === true, onWait }, async (store) => {
    const maps = await runLossMap(plan, store, { backend, plugins, command, tell });
    if (folder) {
      // Loaded when asked for: drawing takes packages that nobody should wait for otherwise.
      const { writeFiles } = await import('../../loss-map/write-files.ts');
      const facts = { ...plan, command, version: describeVersion() };
      const files = await writeFiles(store.db, folder, maps, facts);
      tell(`${several(files.length, 'file')} in "${folder.path}", to begin with loss-map.html`);
    }
    await print(argv.json === true ? `${JSON.stringify(maps.flatMap(asData), null, 2)}\n` : text(plan, maps));
  });
}

/** Functions have optimizers, starts and rates; a policy has directions; a seed is for either. */
function refuseMixture(argv: Readonly<Record<string, unknown>>): void {
  const [ofFunctions, ofPolicies] = [settings.omit({ seed: true }), policySettings].map((own) =>
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

function planOf(argv: Readonly<Record<string, unknown>>, tell: (line: string) => void): LossMapPlan {
  for (const flag of ['functions', 'optimizers']) {
    if (argv[flag] !== undefined) continue;
    throw new UsageError(
      `--${flag} is missing; try: rl-bench loss-map --functions himmelblau --optimizers MILO ADAM --out maps; --policy RUN maps a policy's own loss`,
    );
  }
  if (argv.start !== undefined && argv.starts !== undefined) {
    throw new UsageError('--start names the starts and --starts draws them; drop one of the two');
  }
  const asked = checkedFlags(argv, settings);
  const named = (specs: readonly string[], all: readonly string[]) =>
    specs.flatMap((spec) => (spec === 'all' ? all : [spec]));
  const functions = named(
    asked.functions,
    testFunctions.entries().map(({ name }) => name),
  );
  const specs = named(asked.optimizers, optimizers.entries().map(exampleOf));
  const rates = [...new Set(asked.learning_rates)];
  const landscapes = functions.map(makeTestFunction);
  const labels = landscapes.map(({ label }) => label);
  const twice = labels.find((label, index) => labels.indexOf(label) < index);
  if (twice !== undefined) throw new UsageError(`--functions names ${twice} twice; name it once`);
  return {
    title: `loss maps of ${labels.join(', ')}`,
    landscapes,
    optimizers: fitOptimizers(mappedOptimizers(specs, rates), tell),
    places: asked.start?.map(placeOf),
    starts: asked.starts,
    seed: asked.seed,
    iterations: asked.iterations,
    tolerance: asked.tolerance,
  };
}

/** Reads `-1,2.5`. */
function placeOf(text: string): Point {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (numbers.length === 2 && numbers.every(Number.isFinite)) return numbers as unknown as Point;
  throw new UsageError(`--start takes two numbers "x,y", given "${text}"`);
}

function text({ tolerance }: LossMapPlan, maps: readonly MappedFunction[]): string {
  return `${summaryText(maps)}\n\n${summaryLegend(tolerance)}\n`;
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
