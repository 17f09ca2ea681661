import { RandomStream } from '../../random.ts';
import { several } from '../../several.ts';
import { patiently, type Store, waitsForLock } from '../../store/index.ts';
import { configOf } from '../../sweep/run/saved-config.ts';
import type { ParameterLayout } from '../../tensors/parameter-layout.ts';
import { squareDomain } from '../../test-functions/index.ts';
import { formatSeconds } from '../../text/format.ts';
import type { PopulationPlan } from '../../training/population-plan.ts';
import { gridPoints } from '../grid.ts';
import { createMapExperiment } from '../map-experiment.ts';
import { filterNormalizedDirection } from './filter-normalized.ts';
import { FrozenLoss } from './frozen-loss.ts';
import { heldShare, type Plane, parametersAt, projected } from './plane.ts';
import type { PolicyMap, PolicyMapSettings } from './policy-map.ts';
import { principalDirections } from './principal-directions.ts';
import { retrace } from './retrace.ts';
import type { TrainedRun } from './trained-run.ts';

/** How it is carried out. */
export interface PolicyMapOptions {
  /** As it was typed. */
  readonly command: string;
  /** Told a line at a time what is done. */
  readonly tell: (line: string) => void;
  readonly signal: AbortSignal;
}

/** How far the map of a path reaches beyond its farthest point. */
const beyondPath = 1.2;

/**
 * Trains a run again, measures the loss of its policy over a plane, and writes the map as an experiment of its own. The
 * plugins of the run's experiment have to be loaded.
 *
 * @param plan of the run, see `planOfPolicy`.
 * @returns undefined if the signal asked for an end; nothing is written then.
 * @throws UsageError if the path spans no plane.
 * @throws RunError if the run trained again is not the same, or the store cannot be written.
 */
export async function mapPolicy(
  run: TrainedRun,
  plan: PopulationPlan,
  settings: PolicyMapSettings,
  store: Store,
  { command, tell, signal }: PolicyMapOptions,
): Promise<PolicyMap | undefined> {
  const since = timer();
  const retraced = await retrace(store.db, run, settings.stations, signal);
  if (retraced === undefined) return undefined;
  tell(`run ${run.id} trained again: ${several(retraced.rows, 'row')}, all the same, ${since()}`);

  const loss = new FrozenLoss(plan, retraced.batch, retraced.path[0]!.parameters);
  const stations = retraced.path.map(({ parameters }) => parameters);
  const { plane, componentShares } = planeOf(stations, loss.layout, settings);
  const places = stations.map((parameters) => projected(plane, parameters));
  const farthest = Math.max(...places.flat().map(Math.abs));
  const reach = settings.reach ?? (settings.directions === 'random' ? 1 : beyondPath * farthest);
  const domain = squareDomain(reach);
  const grid = gridPoints(domain, settings.side);
  const onPlane = [...grid, ...places];
  const count = onPlane.length + stations.length;
  tell(`now the loss at ${several(count, 'point')} on ${several(loss.rows, 'row')}`);
  const measured = timer();
  const losses = await loss.at(
    count,
    (point) => stations[point - onPlane.length] ?? parametersAt(plane, onPlane[point]!),
    signal,
  );
  if (signal.aborted) return undefined;
  tell(`the loss at ${several(count, 'point')}, ${measured()}`);

  const map = {
    run,
    directions: settings.directions,
    seed: settings.directions === 'random' ? settings.seed : null,
    reach,
    grid: { side: settings.side, domain, values: losses.slice(0, grid.length) },
    path: retraced.path.map(({ update }, index) => ({
      update,
      at: places[index]!,
      planeLoss: losses[grid.length + index]!,
      loss: losses[onPlane.length + index]!,
    })),
    batchRows: loss.rows,
    pathShare: heldShare(plane, stations),
    componentShares,
  };
  return { ...map, ...(await written(map, settings, store, command, () => tell(waitsForLock))) };
}

function planeOf(
  path: readonly Float32Array[],
  layout: ParameterLayout,
  { directions, seed }: PolicyMapSettings,
): { plane: Plane; componentShares: PolicyMap['componentShares'] } {
  const origin = path.at(-1)!;
  if (directions === 'path') {
    const found = principalDirections(path);
    return { plane: { origin, directions: found.directions }, componentShares: found.shares };
  }
  const drawn = (place: number) =>
    filterNormalizedDirection(layout, origin, RandomStream.of(seed, 'loss-map', 'direction', place));
  return { plane: { origin, directions: [drawn(0), drawn(1)] }, componentShares: null };
}

async function written(
  { run, grid, path, ...map }: Omit<PolicyMap, 'id' | 'experiment'>,
  settings: PolicyMapSettings,
  store: Store,
  command: string,
  onWait: () => void,
): Promise<Pick<PolicyMap, 'id' | 'experiment'>> {
  const { plugins } = configOf(run.experiment);
  const config = { kind: 'policy-map', run: run.id, ...settings, backend: run.backend, plugins };
  const experimentId = await patiently(
    () => createMapExperiment(store, `loss map of run ${run.id}`, command, config),
    onWait,
  );
  const { directions, seed, reach, batchRows, pathShare } = map;
  const written = {
    ...{ directions, seed, reach, batchRows, pathShare },
    runId: run.id,
    side: grid.side,
    losses: gridPoints(grid.domain, grid.side).map(([alpha, beta], index) => ({
      alpha,
      beta,
      loss: grid.values[index]!,
    })),
    points: path.map(({ at: [alpha, beta], ...point }) => ({ alpha, beta, ...point })),
  };
  const id = await patiently(() => store.writePolicyMap(experimentId, written), onWait);
  return { experiment: experimentId, id };
}

/** A watch that says how long it has run. */
function timer(): () => string {
  const begun = performance.now();
  return () => formatSeconds((performance.now() - begun) / 1000);
}
