export { type Comparison, compareRuns, type Difference } from './compare-runs.ts';
export { emptyFileBytes } from './empty-file-bytes.ts';
export type { NewExperiment, NewRun } from './experiment.ts';
export { explainedByFile, refuseDamaged } from './find-damage.ts';
export { experimentWithRuns, findExperiments } from './find-experiments.ts';
export { describeHost, type Host } from './host.ts';
export type { NewLossMap } from './insert-loss-maps.ts';
export { lastMetaState, type NewMetaGeneration, type SavedMetaState } from './insert-meta-generation.ts';
export type { NewPolicyMap } from './insert-policy-map.ts';
export { stressedBefore } from './insert-stress-trials.ts';
export { studyPointsOf } from './insert-study-points.ts';
export {
  type ExperimentState,
  experimentStates,
  type ListedExperiment,
  listExperiments,
} from './list-experiments.ts';
export {
  type JoinedAs,
  joinExperiments,
  joinedId,
  type NamedExperiment,
  type TakenOfRuns,
} from './merge/join-experiments.ts';
export type {
  MergeableExperiment,
  MergedExperiment,
  Place,
  Placement,
} from './merge/merge-experiments.ts';
export { andThen } from './move-runs.ts';
export { networkNotes } from './network-file-system.ts';
export { openReadonly } from './open-readonly.ts';
export { type OpenOptions, openStore, resolvePath } from './open-store.ts';
export { patiently, waitsForLock } from './patiently.ts';
export {
  bitsOfRuns,
  experimentTitle,
  type FoundExperiment,
  hasEnded,
  isAtRest,
  isOpenSql,
  isOver,
  lastCheckpoint,
  lostUpdates,
  newestOf,
  newestUnfinished,
  newestWithRuns,
  type RunScore,
  type RunState,
  readExperiment,
  runScores,
  runStates,
  type SavedState,
} from './queries.ts';
export { readResults } from './read-results.ts';
export { type Answer, type SqlValue, selectRows } from './select-rows.ts';
export type { Store, Trainer } from './store.ts';
export { type TunedRate, tunedRates, tuningCriterion } from './tuned-rates.ts';
export { type TuningRun, type TuningScore, tuningScores } from './tuning-scores.ts';
export { writeResults } from './write-results.ts';
export { type LockOptions, lockForWriting, waitsForWriter } from './writer-lock.ts';
