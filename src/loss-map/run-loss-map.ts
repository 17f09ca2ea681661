import { startBackend } from '../backends/index.ts';
import { UsageError } from '../errors.ts';
import type { OptimizerAtRates } from '../optimizers/at-rates.ts';
import type { LoadedPlugin } from '../plugins/index.ts';
import { several } from '../several.ts';
import { patiently, type Store, waitsForLock } from '../store/index.ts';
import type { NamedLandscape, Point } from '../test-functions/index.ts';
import { readValues } from '../test-functions/test-function.ts';
import { formatSeconds } from '../text/format.ts';
import type { DescentResult } from './descent-result.ts';
import { drawMap, type MapSettings } from './draw-map.ts';
import { createMapExperiment } from './map-experiment.ts';
import { type MappedFunction, mappedFunction } from './mapped-function.ts';
import { unfit } from './mapped-optimizer.ts';
import { drawStarts } from './starts.ts';

/** What is asked for. */
export interface LossMapPlan extends MapSettings {
  readonly title: string;
  readonly landscapes: readonly NamedLandscape[];
  /** Those that are fit for it, see {@link fitOptimizers}. */
  readonly optimizers: readonly OptimizerAtRates[];
  /** Where to start on every function; undefined: the function's own start and points drawn from its domain. */
  readonly places: readonly Point[] | undefined;
  /** How many starts where `places` is undefined, and of which seed. */
  readonly starts: number;
  readonly seed: number;
}

/** How it is carried out. */
export interface LossMapOptions {
  readonly backend: string;
  readonly plugins: readonly LoadedPlugin[];
  /** As it was typed. */
  readonly command: string;
  /** Told a line at a time what is done and what is left out. */
  readonly tell: (line: string) => void;
}

/**
 * Lets every optimizer descend on every function, and writes what came of it as an experiment of its own.
 *
 * @throws RunError if the store cannot be written; UsageError for a start where a function has no finite value.
 */
export async function runLossMap(
  plan: LossMapPlan,
  store: Store,
  { backend, plugins, command, tell }: LossMapOptions,
): Promise<MappedFunction[]> {
  await startBackend(backend);
  const starts = plan.landscapes.map(
    (landscape) => plan.places ?? drawStarts(landscape, plan.starts, plan.seed),
  );
  for (const [index, landscape] of plan.landscapes.entries())
    await refuseBoundless(landscape, starts[index]!);
  const results: DescentResult[][] = [];
  for (const [index, landscape] of plan.landscapes.entries()) {
    const own: DescentResult[] = [];
    for (const optimizer of plan.optimizers) {
      own.push(...(await timed(landscape, optimizer, starts[index]!, plan, tell)));
    }
    results.push(own);
  }
  const config = {
    kind: 'loss-map',
    functions: plan.landscapes.map(({ label }, index) => ({ label, starts: starts[index] })),
    optimizers: plan.optimizers.map(({ label, rates }) => ({ label, learningRates: rates })),
    iterations: plan.iterations,
    tolerance: plan.tolerance,
    seed: plan.seed,
    backend,
    plugins,
  };
  const onWait = () => tell(waitsForLock);
  const experimentId = await patiently(() => createMapExperiment(store, plan.title, command, config), onWait);
  await patiently(() => store.writeLossMaps(experimentId, results.flat()), onWait);
  return Promise.all(
    plan.landscapes.map((landscape, index) => mappedFunction(experimentId, landscape, results[index]!)),
  );
}

/**
 * Those that are themselves on a vector of two numbers; of each of the others a line says why not.
 *
 * @throws UsageError if none is left.
 */
export function fitOptimizers(
  all: readonly OptimizerAtRates[],
  tell: (line: string) => void,
): OptimizerAtRates[] {
  const fit = all.filter((optimizer) => {
    const why = unfit(optimizer);
    if (why !== undefined) tell(`left out: ${why}`);
    return why === undefined;
  });
  if (fit.length > 0) return fit;
  throw new UsageError(`nothing is left to map: ${unfit(all[0]!)}`);
}

/** A way begins where there is something to descend from. @throws UsageError */
async function refuseBoundless(landscape: NamedLandscape, starts: readonly Point[]): Promise<void> {
  const values = await readValues(landscape, starts);
  const index = values.findIndex((value) => !Number.isFinite(value));
  if (index < 0) return;
  const { x, y } = landscape.domain;
  throw new UsageError(
    `${landscape.label} is ${values[index]} at the start ${starts[index]!.join()}; begin nearer to its domain, [${x.join(', ')}] × [${y.join(', ')}]`,
  );
}

async function timed(
  landscape: NamedLandscape,
  optimizer: OptimizerAtRates,
  starts: readonly Point[],
  settings: MapSettings,
  tell: (line: string) => void,
): Promise<DescentResult[]> {
  const begun = performance.now();
  const results = await drawMap(landscape, optimizer, starts, settings);
  const seconds = formatSeconds((performance.now() - begun) / 1000);
  tell(`${landscape.label}: ${optimizer.label}, ${several(results.length, 'way')}, ${seconds}`);
  return results;
}
