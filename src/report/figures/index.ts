import { ablation } from './ablation.ts';
import { batchSizes } from './batch-sizes.ts';
import { budgetCurves } from './budget-curves.ts';
import { evaluatedLosses } from './evaluated-losses.ts';
import type { Figure } from './figure.ts';
import { finalScores } from './final-scores.ts';
import { gradientImbalance } from './gradient-imbalance.ts';
import { gradientNorms } from './gradient-norms.ts';
import { learningCurves, learningCurvesInTime } from './learning-curves.ts';
import { learningRateFactors } from './learning-rate-factors.ts';
import { learningRates } from './learning-rates.ts';
import { noiseScales } from './noise-scales.ts';
import { performanceProfiles } from './performance-profiles.ts';
import { publishedValues } from './published-values.ts';
import { sampleScores } from './sample-scores.ts';
import { scoreShares } from './score-shares.ts';
import { sensitivityPlane } from './sensitivity-plane.ts';
import { sharpness } from './sharpness.ts';
import { successBars } from './success-bars.ts';
import { successRates } from './success-rates.ts';
import { switchDormancy } from './switch-dormancy.ts';
import { switches } from './switches.ts';
import { timeProfiles } from './time-profiles.ts';
import { trainingLosses } from './training-losses.ts';
import { trainingReturns } from './training-returns.ts';
import { trajectories } from './trajectories.ts';
import { trajectoriesInSpace } from './trajectories-in-space.ts';
import { updateRatios } from './update-ratios.ts';

export { type Palette, paletteOf, stylePlaces, themes } from './drawing/palette.ts';
export type { Drawn, Figure, Panel } from './figure.ts';

/** The figures of a report, in the order of the page. */
export const figures: readonly Figure[] = [
  ablation,
  publishedValues,
  finalScores,
  successBars,
  performanceProfiles,
  timeProfiles,
  learningCurves,
  learningCurvesInTime,
  successRates,
  switches,
  switchDormancy,
  trainingReturns,
  trainingLosses,
  evaluatedLosses,
  trajectories,
  trajectoriesInSpace,
  learningRates,
  budgetCurves,
  sensitivityPlane,
  learningRateFactors,
  batchSizes,
  gradientNorms,
  gradientImbalance,
  updateRatios,
  noiseScales,
  sharpness,
  sampleScores,
  scoreShares,
];
