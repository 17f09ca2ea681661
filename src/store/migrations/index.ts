import { tables } from './0001-tables.ts';
import { views } from './0002-views.ts';
import { advantages } from './0003-advantages.ts';
import { gradientViews } from './0004-gradient-views.ts';
import { phases } from './0005-phases.ts';
import { viewsByPhase } from './0006-views-by-phase.ts';
import { trajectories } from './0007-trajectories.ts';
import { lossMaps } from './0008-loss-maps.ts';
import { policyMaps } from './0009-policy-maps.ts';
import { finiteScores } from './0010-finite-scores.ts';
import { sampledEvaluations } from './0011-sampled-evaluations.ts';
import { measurements } from './0012-measurements.ts';
import { planViews } from './0013-plan-views.ts';
import { critics } from './0014-critics.ts';
import { criticRates } from './0015-critic-rates.ts';
import { shares } from './0016-shares.ts';
import { metaTraining } from './0017-meta-training.ts';
import { stressTrials } from './0018-stress-trials.ts';
import { gradientNoise } from './0019-gradient-noise.ts';
import { studyPoints } from './0020-study-points.ts';
import { persistentCandidates } from './0021-persistent-candidates.ts';
import { curvatureView } from './0022-curvature.ts';
import { policies } from './0023-policies.ts';
import { networksOfRuns } from './0024-networks-of-runs.ts';
import { agentNormalisation } from './0025-agent-normalisation.ts';
import { imported } from './0026-imported.ts';
import { notes } from './0027-notes.ts';
import { bits } from './0028-bits.ts';
import { curveScores } from './0029-curve-scores.ts';
import { enlargements } from './0030-enlargements.ts';
import { importedResults } from './0031-imported-results.ts';
import { worstOnce } from './0032-worst-once.ts';
import { halving } from './0033-halving.ts';
import { chosenSettings } from './0034-chosen-settings.ts';

/**
 * What turns an empty file into a results file of today, step by step. The file's `user_version` counts the steps it
 * has seen, so a step that was released is never changed: write a new one.
 */
export const migrations: readonly string[] = [
  tables,
  views,
  advantages,
  gradientViews,
  phases,
  viewsByPhase,
  trajectories,
  lossMaps,
  policyMaps,
  finiteScores,
  sampledEvaluations,
  measurements,
  planViews,
  critics,
  criticRates,
  shares,
  metaTraining,
  stressTrials,
  gradientNoise,
  studyPoints,
  persistentCandidates,
  curvatureView,
  policies,
  networksOfRuns,
  agentNormalisation,
  imported,
  notes,
  bits,
  curveScores,
  enlargements,
  importedResults,
  worstOnce,
  halving,
  chosenSettings,
];
