import type { LoadedPlugin } from '../../plugins/index.ts';
import { patiently, type Store, waitsForLock } from '../../store/index.ts';
import { configOf } from '../../sweep/run/saved-config.ts';
import type { TrainedRun } from '../../sweep/run/trained-run.ts';
import { inFolderForTraining } from '../../sweep/run/verify-run.ts';
import { gridPoints } from '../grid.ts';
import { createMapExperiment } from '../map-experiment.ts';
import { measureApart } from './measure-apart.ts';
import { measurePolicy, type PolicyMeasurement } from './measure-policy.ts';
import type { PolicyMap, PolicyMapSettings } from './policy-map.ts';

/** How it is carried out. */
export interface PolicyMapOptions {
  /** As it was typed. */
  readonly command: string;
  /** What stands for the plugins of the run's experiment, loaded. */
  readonly plugins: readonly LoadedPlugin[];
  /** Told a line at a time what is done. */
  readonly tell: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Trains a run again, measures the loss of its policy over a plane, and writes the map as an experiment of its own. Where
 * plugins have a part in it, a process of its own trains and measures, for their code may never return.
 *
 * @param run that `refuseWithoutPolicy` accepts.
 * @returns undefined if the signal asked for an end; nothing is written then.
 * @throws UsageError if the path spans no plane.
 * @throws RunError if the run trained again is not the same, or the store cannot be written.
 */
export async function mapPolicy(
  run: TrainedRun,
  settings: PolicyMapSettings,
  store: Store,
  { command, plugins, tell, signal }: PolicyMapOptions,
): Promise<PolicyMap | undefined> {
  const map = await inFolderForTraining((folder) =>
    plugins.length > 0
      ? measureApart({ db: store.path, run: run.id, settings, plugins, folder }, tell, signal)
      : measurePolicy(store.db, run, settings, { plugins, folder, signal }, tell),
  );
  return map && { ...map, ...(await written(map, settings, store, command, () => tell(waitsForLock))) };
}

async function written(
  { run, grid, path, ...map }: PolicyMeasurement,
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
