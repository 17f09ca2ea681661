export {
  type AdaStopLook,
  type AdaStopOptions,
  type AdaStopPair,
  type AdaStopResult,
  adaStop,
} from './adastop.ts';
export { benjaminiHochberg, holm } from './adjust-p-values.ts';
export { aggregateIntervals, aggregateValues, type OfAggregates } from './aggregate-intervals.ts';
export {
  aggregateIqm,
  aggregateMean,
  aggregateMedian,
  aggregateOptimalityGap,
  byTask,
  type TaskScores,
  taskMeans,
} from './aggregates.ts';
export type { Alternative } from './alternative.ts';
export { average } from './average.ts';
export {
  bootstrapInterval,
  jointBootstrapIntervals,
  type PairedCase,
  pairedBootstrapInterval,
  pairedBootstrapIntervals,
  type StratifiedCase,
  stratifiedBootstrapInterval,
  stratifiedBootstrapIntervals,
} from './bootstrap-interval.ts';
export {
  type Choosable,
  choiceEffectInterval,
  choiceInterval,
  choiceShares,
} from './choice-bootstrap.ts';
export { cliffsDelta } from './cliffs-delta.ts';
export { expectedBest, expectedOfChosen } from './expected-best.ts';
export { fewestSeeds } from './fewest-seeds.ts';
export { type GoodRange, goodRange } from './good-range.ts';
export {
  crossTaskChoice,
  effectiveDimension,
  hyperparameterSensitivity,
  type PercentileScale,
  percentileNormalized,
  percentileScale,
  type Sensitivity,
  type SettingScores,
} from './hyperparameter-sensitivity.ts';
export { improvementInterval, improvementIntervals, type TwoAlgorithms } from './improvement-interval.ts';
export type { Interval } from './interval.ts';
export { iqm } from './iqm.ts';
export { type MannWhitney, type MannWhitneyOptions, mannWhitneyTest } from './mann-whitney-test.ts';
export { mean } from './mean.ts';
export { median } from './median.ts';
export { optimalityGap } from './optimality-gap.ts';
export { performanceProfile } from './performance-profile.ts';
export { type PermutationOptions, type PermutationResult, permutationTest } from './permutation-test.ts';
export { predictionInterval } from './prediction-interval.ts';
export { probabilityOfImprovement, probabilityOfSuperiority } from './probability-of-improvement.ts';
export { quantile } from './quantile.ts';
export {
  detectableEffectSize,
  type PowerOptions,
  requiredSampleSize,
} from './required-sample-size.ts';
export type { BootstrapOptions } from './resample.ts';
export { shareDifferenceInterval, shareInterval } from './share-interval.ts';
export { signFlipTest, signFlipTests } from './sign-flip-test.ts';
export { sobolDimensions, sobolPoints } from './sobol.ts';
export { binaryRadius, type SoftmaxOnLine, softmaxOnLine } from './softmax-line.ts';
export { spearman } from './spearman.ts';
export { incompleteBeta } from './special/incomplete-beta.ts';
export { logGamma } from './special/log-gamma.ts';
export { normalCdf, normalQuantile } from './special/normal.ts';
export { studentQuantile, studentTail } from './special/student-t.ts';
export { standardDeviation } from './standard-deviation.ts';
export { studentTest, type TTest, welchTest } from './t-tests.ts';
export { profileAt, profileScore, timeRatios } from './time-profile.ts';
export { wilsonInterval } from './wilson-interval.ts';
