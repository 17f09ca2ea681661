export type { NewExperiment, NewRun, Phase } from './experiment.ts';
export { describeHost, type Host } from './host.ts';
export { openReadonly } from './open-readonly.ts';
export { type OpenOptions, openStore } from './open-store.ts';
export { experimentTitle, type RunScore, runScores } from './queries.ts';
export { type Answer, type SqlValue, selectRows } from './select-rows.ts';
export type { Store } from './store.ts';
