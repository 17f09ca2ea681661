import type { RecordedTable, Relation, Table } from './table.ts';
import { advantages } from './tables/advantages.ts';
import { checkpoints } from './tables/checkpoints.ts';
import { episodes } from './tables/episodes.ts';
import { evaluations, sampledEvaluations } from './tables/evaluations.ts';
import { experiments } from './tables/experiments.ts';
import { gradientStats } from './tables/gradient-stats.ts';
import { lossMapPoints, lossMaps } from './tables/loss-maps.ts';
import { measurements } from './tables/measurements.ts';
import {
  metaCheckpoints,
  metaGenerations,
  metaInnerRuns,
  metaPairs,
  metaStates,
} from './tables/meta-training.ts';
import { policies } from './tables/policies.ts';
import { policyEvaluations } from './tables/policy-evaluations.ts';
import { policyMapLosses, policyMapPoints, policyMaps } from './tables/policy-maps.ts';
import { runs } from './tables/runs.ts';
import { stressTrials } from './tables/stress-trials.ts';
import { studyPoints } from './tables/study-points.ts';
import { trajectories } from './tables/trajectories.ts';
import { updates } from './tables/updates.ts';
import { agentNormalisation } from './views/agent-normalisation.ts';
import { curvature } from './views/curvature.ts';
import { gradientImbalance, gradientSpikes } from './views/gradients.ts';
import { ablationSettings, enlargements, experimentPlans, publishedValues, runPlans } from './views/plans.ts';
import {
  curveScores,
  leaderboard,
  learningCurves,
  runScores,
  sampledScores,
  tunedLeaderboard,
  worstEvaluations,
} from './views/scores.ts';
import { stressMatrix } from './views/stress.ts';

export type { Column, TeamRule } from './column.ts';
export { recordFault } from './record-fault.ts';
export type * from './records.ts';
export {
  type Columns,
  columnName,
  columnNames,
  type RecordedTable,
  type Relation,
  type Row,
  type Table,
} from './table.ts';
export type { ExperimentRow } from './tables/experiments.ts';
export type { LossMapRow } from './tables/loss-maps.ts';
export type {
  MetaCheckpointRow,
  MetaGenerationRow,
  MetaInnerRunRow,
  MetaPairRow,
  MetaStateRow,
} from './tables/meta-training.ts';
export type { PolicyEvaluationRow } from './tables/policy-evaluations.ts';
export type { PolicyMapRow } from './tables/policy-maps.ts';
export { endFields, type RunPhase, type RunRow, type RunStatus } from './tables/runs.ts';
export type { StressTrialRow } from './tables/stress-trials.ts';
export type { StudyPointRow } from './tables/study-points.ts';
export {
  episodes,
  evaluations,
  experiments,
  gradientStats,
  lossMapPoints,
  lossMaps,
  metaCheckpoints,
  metaGenerations,
  metaInnerRuns,
  metaPairs,
  metaStates,
  policies,
  policyEvaluations,
  policyMapLosses,
  policyMapPoints,
  policyMaps,
  runs,
  sampledEvaluations,
  stressTrials,
  studyPoints,
};

/** What training reports of a run, one record a row. */
export const recordedTables: readonly RecordedTable[] = [
  episodes,
  updates,
  gradientStats,
  evaluations,
  sampledEvaluations,
  advantages,
  trajectories,
  measurements,
  policies,
  checkpoints,
];

/** What a run has come to, which it comes to again when it is trained again. */
export const resultTables: readonly RecordedTable[] = recordedTables.filter(({ isResult }) => isResult);

/** All tables of a results file. */
export const tables: readonly Table[] = [
  experiments,
  runs,
  ...recordedTables,
  policyEvaluations,
  lossMaps,
  lossMapPoints,
  policyMaps,
  policyMapLosses,
  policyMapPoints,
  metaGenerations,
  metaPairs,
  metaStates,
  metaInnerRuns,
  metaCheckpoints,
  stressTrials,
  studyPoints,
];

/** All views of a results file. */
export const views: readonly Relation[] = [
  leaderboard,
  tunedLeaderboard,
  learningCurves,
  runScores,
  sampledScores,
  curveScores,
  gradientImbalance,
  gradientSpikes,
  curvature,
  worstEvaluations,
  experimentPlans,
  runPlans,
  publishedValues,
  ablationSettings,
  enlargements,
  stressMatrix,
  agentNormalisation,
];
