import { ablation } from './ablation.ts';
import type { Figure } from './figure.ts';
import { finalScores } from './final-scores.ts';
import { gradientImbalance } from './gradient-imbalance.ts';
import { gradientNorms } from './gradient-norms.ts';
import { learningCurves, learningCurvesInTime } from './learning-curves.ts';
import { learningRates } from './learning-rates.ts';
import { performanceProfiles } from './performance-profiles.ts';
import { successRates } from './success-rates.ts';
import { trajectories } from './trajectories.ts';
import { updateRatios } from './update-ratios.ts';

export type { Drawn, Figure, Panel } from './figure.ts';
export { type Palette, paletteOf, themes } from './palette.ts';

/** The figures of a report, in the order of the page. */
export const figures: readonly Figure[] = [
  ablation,
  finalScores,
  performanceProfiles,
  learningCurves,
  learningCurvesInTime,
  successRates,
  trajectories,
  learningRates,
  gradientNorms,
  gradientImbalance,
  updateRatios,
];
