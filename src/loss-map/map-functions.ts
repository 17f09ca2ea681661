import { z } from 'zod';
import { stoppingBackends } from '../backends/index.ts';
import { UsageError } from '../errors.ts';
import { OutputFolder } from '../export/output-folder.ts';
import { exampleOf, optimizers, standsAlone } from '../optimizers/index.ts';
import { loadedPlugins } from '../plugins/index.ts';
import { parseSettings } from '../settings.ts';
import { waitsForWriter, writeResults } from '../store/index.ts';
import { auto } from '../sweep/run/auto-backend.ts';
import { onCpu } from '../sweep/run/choose-backend.ts';
import { makeTestFunction, type Point, testFunctions } from '../test-functions/index.ts';
import { thisProgram } from '../text/this-program.ts';
import { describeVersion } from '../version.ts';
import type { MapFiles, MapOptions } from './map-options.ts';
import type { MappedFunction } from './mapped-function.ts';
import { mappedOptimizers } from './mapped-optimizer.ts';
import { fitOptimizers, type LossMapPlan, runLossMap } from './run-loss-map.ts';

/** What to map: the flags of `rl-bench loss-map`. */
export const functionMapSettings = z.object({
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

export type FunctionMapSettings = z.input<typeof functionMapSettings>;

/** How functions are mapped. */
export interface FunctionMapOptions extends MapOptions {
  /** Default: `auto`, which is the CPU: for two numbers a member no GPU would be worth its start. */
  readonly backend?: string | undefined;
}

/** What came of it. */
export interface FunctionMaps {
  readonly maps: readonly MappedFunction[];
  readonly written: MapFiles | undefined;
}

/**
 * Lets optimizers descend on functions of two variables, writes their ways into a results file as an experiment of its
 * own, and draws them if a folder is named.
 *
 * @throws UsageError for what cannot be mapped, before anything is written; RunError if a file cannot be written.
 */
export async function mapFunctions(
  given: FunctionMapSettings,
  { backend: named = auto, tell = () => {}, ...options }: FunctionMapOptions,
): Promise<FunctionMaps> {
  const asked = parseSettings('rl-bench', functionMapSettings, given as Parameters<typeof parseSettings>[2]);
  const plan = planOf(asked, tell);
  const backend = named === auto ? onCpu : named;
  const { db, out, force = false, wait = false, command = thisProgram() } = options;
  const folder = out === undefined ? undefined : new OutputFolder(out, { force });
  const how = { backend, plugins: options.plugins ?? loadedPlugins(), command, tell };
  return stoppingBackends(() =>
    writeResults(db, { wait, onWait: () => tell(waitsForWriter) }, async (store) => {
      const maps = await runLossMap(plan, store, how);
      if (!folder) return { maps, written: undefined };
      // Loaded when asked for: drawing takes packages that nobody should wait for otherwise.
      const { writeFiles } = await import('./write-files.ts');
      const facts = { ...plan, command, version: describeVersion() };
      const files = await writeFiles(store.db, folder, maps, facts);
      return { maps, written: { out: folder.path, files } };
    }),
  );
}

function planOf(asked: z.output<typeof functionMapSettings>, tell: (line: string) => void): LossMapPlan {
  const named = (specs: readonly string[], all: readonly string[]) =>
    specs.flatMap((spec) => (spec === 'all' ? all : [spec]));
  const functions = named(
    asked.functions,
    testFunctions.entries().map(({ name }) => name),
  );
  const specs = named(asked.optimizers, optimizers.entries().filter(standsAlone).map(exampleOf));
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
