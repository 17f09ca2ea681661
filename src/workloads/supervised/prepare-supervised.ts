import type { NetworkShape } from '../../../agents/index.ts';
import { gradientQuantities } from '../../diagnostics/index.ts';
import { UsageError } from '../../errors.ts';
import type { Picture } from '../../picture.ts';
import type { PreparedWorkload, WorkloadPlan } from '../workload-entry.ts';
import type { DataSet, DataSizes } from './data-set.ts';
import type { Objective } from './objective.ts';
import type { SupervisedSettings } from './supervised-agent.ts';
import { supervisedFootprint } from './supervised-footprint.ts';
import { SupervisedWorkload } from './supervised-workload.ts';

/** A data set before it is made. */
export interface ToLearn extends DataSizes {
  readonly objective: Pick<Objective, 'outputs' | 'targets' | 'softmax'>;
  /** Where examples are sequences of symbols. */
  readonly sequence?: NonNullable<NetworkShape['sequence']>;
  /** Where examples are pictures. */
  readonly picture?: Picture;
  /** Makes it, once training begins. */
  load(): DataSet;
}

/** How a plan learns a data set. Nothing is made yet. @throws UsageError if the plan cannot be trained. */
export function prepareSupervised(
  data: ToLearn,
  { label, agent, network, players, totalTimesteps }: WorkloadPlan<SupervisedSettings>,
): PreparedWorkload {
  const { inputs, objective, sequence, picture } = data;
  const update = agent.batch_size * agent.num_minibatches;
  if (totalTimesteps < update) {
    throw new UsageError(
      `total-timesteps ${totalTimesteps} is less than one update of batch_size × num_minibatches = ${update} samples; ask for more steps or a smaller update`,
    );
  }
  const isClassifier = objective.softmax !== null;
  const name = sequence ? 'language' : isClassifier ? 'classifier' : 'regressor';
  const net = network({
    ...{ name, inputs, outputs: objective.outputs, outputGain: 1 },
    ...(sequence && { sequence }),
    ...(picture && { picture }),
  });
  if (sequence && !net.readsSequences) {
    throw new UsageError(
      `${label} is learned by networks that read sequences of symbols; choose transformer`,
    );
  }
  if (net.noise) {
    throw new UsageError(
      `${label} is learned by networks without noise of their own; choose mlp, or dropout=0`,
    );
  }
  const updatesInAll = Math.floor(totalTimesteps / update);
  return {
    parameters: net.parameters,
    updatesInAll,
    samplesOfUpdate: update,
    ...(sequence && { symbolsOfSample: sequence.length }),
    follows: ['updateEpochs', 'samples'],
    offers: isClassifier ? ['scoreSamples'] : [],
    softmax: isClassifier,
    measures: ['policy_loss', ...gradientQuantities, 'evaluation_return'],
    footprint: supervisedFootprint(net.parameters, data, objective, agent.batch_size, net.numbersOfRow),
    createWorkload: () => new SupervisedWorkload(data.load(), net, agent, players, updatesInAll),
  };
}
