import { createHash } from 'node:crypto';
import { describeHost, type Store } from '../store/index.ts';
import { describeVersion } from '../version.ts';

/** Enters a map as an experiment that has no runs. @returns its id. */
export function createMapExperiment(store: Store, title: string, command: string, config: object): number {
  const { experimentId } = store.createExperiment({
    title,
    command,
    config,
    fingerprint: createHash('sha256').update(JSON.stringify(config)).digest('hex'),
    version: describeVersion(),
    host: describeHost(),
    runs: [],
  });
  return experimentId;
}
