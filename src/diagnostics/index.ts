import { Registry } from '../registry.ts';
import { curvature } from './curvature/curvature.ts';
import type { DiagnosticEntry } from './diagnostic.ts';
import { dormant } from './dormant.ts';
import { drift } from './drift/drift.ts';
import { gradientVariance } from './gradient-variance.ts';
import { noiseScaleDiagnostic } from './noise-scale.ts';
import { scores } from './scores.ts';
import { updateRatio } from './update-ratio.ts';
import { zeroGradientShare } from './zero-gradients.ts';

export { sgdSpectralRadius } from './curvature/sgd-stability.ts';
export { type Diagnostic, type DiagnosticEntry, defineDiagnostic } from './diagnostic.ts';
export {
  alongFlow,
  type GrowthRate,
  gradientFlow,
  leadingDrift,
  modifiedFlow,
  principalFlow,
  regularizedGradient,
  twoPlayerDrift,
} from './drift/flows.ts';
export type { GradientSpread } from './gradient-spread.ts';
export type { GradientStats } from './gradient-stats.ts';
export { type LossProbe, type OracleName, oracleNames, type ProbeOracles } from './loss-probe.ts';
export {
  finiteQuantity,
  gradientQuantities,
  type Measured,
  type MeasuredQuantity,
  measuredQuantities,
} from './measured.ts';

export type { Report } from './report.ts';
export { errorScores } from './sample-scores.ts';

/** Every diagnostic by name. A plugin adds its own with `diagnostics.register(defineDiagnostic({…}))`. */
export const diagnostics = new Registry<DiagnosticEntry>('diagnostic', ['create']);

for (const entry of [
  updateRatio,
  noiseScaleDiagnostic,
  gradientVariance,
  curvature,
  drift,
  dormant,
  scores,
  zeroGradientShare,
])
  diagnostics.register(entry);
