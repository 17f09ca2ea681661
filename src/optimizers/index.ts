export { exampleOf, standsAlone } from './entry/example.ts';
export { innermost, withInnermost, withoutRate } from './entry/innermost.ts';
export { countNumbers, numbersPerParameter } from './entry/memory.ts';
export {
  defineOptimizer,
  defineWrapper,
  type LossOracles,
  type MemberStreams,
  type Optimizer,
  type OptimizerEntry,
  type Params,
  type PerMember,
  type StepContext,
  type UpdateChange,
  type WeightArray,
} from './entry/optimizer.ts';
export type { Sampled, SampledScores, SampledValues, SampleSlopes } from './entry/samples.ts';
export { isCritics, type ParameterRole, parameterRoles } from './layout/parameter-roles.ts';
export { homeWeightsOf, pickAll } from './learned/weights-setting.ts';
export { learningRateFactor, makeOptimizer, stateMemory } from './make-optimizer.ts';
export { normalNumbers } from './members/normal-numbers.ts';
export { type Coefficient, common, eachMember, type MemberStep, perMember } from './members/per-member.ts';
export {
  refusals,
  refuseAgentRules,
  refuseIdleRecycling,
  refuseStreaming,
  refuseValueRules,
  refuseWithoutSoftmax,
} from './refusals.ts';
export { optimizers } from './registered.ts';
export { type RefinementOptions, refinedSchedule } from './schedules/refined-schedule.ts';
export { type ScheduleShape, scheduleFactor } from './schedules/shapes.ts';
export { scoreGram } from './score-gram.ts';
export { smoothNaturalStep } from './smooth-natural-step.ts';
export {
  asCriticSees,
  criticAlone,
  criticOf,
  refuseCriticless,
  refuseSplit,
  splitCall,
  withCritic,
} from './split.ts';
export { chain, identity, stateless } from './transforms/chain.ts';
export { flatten, onTensors } from './transforms/flatten.ts';
export { handOn } from './transforms/hand-on.ts';
export { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
export { momentum, momentumSetting, momentumSettings, nesterovNeedsMomentum } from './transforms/momentum.ts';
export { partition } from './transforms/partition.ts';
export { adamSettings, scaleByAdam } from './transforms/scale-by-adam.ts';
export { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';
export { addScaled, blend, forgetIn, scale, zeros } from './transforms/weighted.ts';
export { trustRegion } from './trust-region.ts';
