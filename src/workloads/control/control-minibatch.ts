import type { Minibatch } from '../../training/workload.ts';
import { advancedBuffers } from '../advanced-buffers.ts';
import { lossGradients } from './loss-gradient.ts';
import {
  fisherProduct,
  fisherSample,
  type LossParts,
  lossAt,
  meanActivations,
  outputSlopes,
  policyAt,
  rowGradients,
  rowOutputs,
  streamedStep,
} from './loss-oracles.ts';
import type { MinibatchGroup } from './minibatch-groups.ts';
import { minibatchScores } from './row-scores.ts';
import { scoreParts, valueParts } from './sample-slopes.ts';

/** The loss of an agent on the rows of a minibatch, and all that can be asked about it. */
export function controlMinibatch(parts: LossParts, groups: readonly MinibatchGroup[]): Minibatch {
  const { agent, networks, layout } = parts;
  const { buffers } = networks;
  return {
    gradient: (vector) => lossGradients(agent, networks, layout, vector, groups),
    ...(buffers && { advance: (vector) => advancedBuffers(buffers, layout, vector) }),
    lossAt: (vector) => lossAt(parts, vector, groups),
    sampleGradients: (vector) => rowGradients(parts, vector, groups),
    rowOutputs: (vector) => rowOutputs(parts, vector, groups),
    rowScores: (vector) => minibatchScores(parts, groups, vector),
    scoreSamples: (most) => scoreParts(parts, groups, most),
    ...(networks.value && { valueSamples: (most) => valueParts(parts, groups, most) }),
    outputSlopes: (vector, direction) => outputSlopes(parts, vector, groups, direction),
    meanActivations: (vector) => meanActivations(parts, vector, groups),
    ...(agent.eligibility && { stream: streamedStep(parts, groups) }),
    ...(agent.distribution.divergence && {
      policyAt: (vector, other) => policyAt(parts, vector, groups, other),
    }),
    ...(agent.distribution.fisher && {
      fisherProduct: (vector, direction) => fisherProduct(parts, vector, groups, direction),
      fisherSample: (vector, draw) => fisherSample(parts, vector, groups, draw),
    }),
  };
}
