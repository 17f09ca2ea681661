import type { Topic } from '../topic.ts';
import { diagnosticTopic } from './diagnostics.ts';
import { environmentTopic } from './environments.ts';
import { gpuTopic } from './gpu.ts';
import { growthTopic } from './growth.ts';
import { kernelTopic } from './kernels.ts';
import { memoryTopic } from './memory.ts';
import { optimizerTopic } from './optimizers.ts';
import { phaseTopic } from './phases.ts';
import { ppoTopic } from './ppo.ts';
import { replayTopic } from './replay.ts';
import { reportingTopic } from './reporting.ts';
import { largeScaleTopic, scaleTopic } from './scale.ts';
import { startUpTopic } from './start-up.ts';
import { trainingTopic } from './training.ts';
import { workloadTopic } from './workloads.ts';

/** Everything that `rl-bench bench` measures, in the order of its tables. One more is one file and one line here. */
export const topics: readonly Topic[] = [
  kernelTopic,
  ppoTopic,
  trainingTopic,
  environmentTopic,
  workloadTopic,
  phaseTopic,
  diagnosticTopic,
  growthTopic,
  optimizerTopic,
  replayTopic,
  startUpTopic,
  memoryTopic,
  reportingTopic,
  scaleTopic,
  largeScaleTopic,
  gpuTopic,
];
