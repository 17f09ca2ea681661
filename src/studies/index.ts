import { Registry } from '../registry.ts';
import { agentNormalisation } from './agent-normalisation.ts';
import { batchGrowth } from './batch-growth.ts';
import { bilevelStudy } from './bilevel.ts';
import { constrainedNewton } from './constrained-newton.ts';
import { doubleDescent } from './double-descent.ts';
import { edgeOfStability } from './edge-of-stability.ts';
import { epochDoubleDescent } from './epoch-double-descent.ts';
import { hoppingStudy } from './hopping.ts';
import { kfacStudy } from './kfac.ts';
import { lrSpike } from './lr-spike.ts';
import { lrSpikeDigits } from './lr-spike-digits.ts';
import { newton } from './newton.ts';
import { policySearchStudy } from './policy-search.ts';
import { privateGradients } from './private-gradients.ts';
import { redoStudy } from './redo.ts';
import { rewardDesign } from './reward-design.ts';
import { sarahStudy } from './sarah.ts';
import { separation } from './separation.ts';
import { spectralTwins } from './spectral-twins.ts';
import { stablemaxStudy } from './stablemax.ts';
import type { StudyEntry } from './study-entry.ts';
import { surrogateAscent } from './surrogate-ascent.ts';
import { svenCritic } from './sven-critic.ts';
import { topoStudy } from './topo.ts';

export { cannotBeSaid, inWords, isNear, verdictOf } from './judging.ts';
export { lastValues, medianAt, valuesAt } from './points.ts';
export {
  type Ask,
  type BesidePublished,
  defineStudy,
  type Judgement,
  type MeasuredPoint,
  type MeasuredStudy,
  type Measuring,
  type StudyAxis,
  type StudyEntry,
  type StudyPanel,
  type StudyPoint,
  type Trained,
  type TrainedStudy,
  type Verdict,
} from './study-entry.ts';

/** Every small study by name. A plugin adds its own with `studies.register(defineStudy({…}))`, and a YAML file of its claim. */
export const studies = new Registry<StudyEntry>('study', ['series', 'panels', 'judge']);

const all: readonly StudyEntry[] = [
  separation,
  edgeOfStability,
  doubleDescent,
  epochDoubleDescent,
  agentNormalisation,
  lrSpike,
  lrSpikeDigits,
  hoppingStudy,
  newton,
  policySearchStudy,
  batchGrowth,
  svenCritic,
  kfacStudy,
  stablemaxStudy,
  redoStudy,
  spectralTwins,
  sarahStudy,
  privateGradients,
  surrogateAscent,
  bilevelStudy,
  rewardDesign,
  topoStudy,
  constrainedNewton,
];

for (const entry of all) studies.register(entry);
