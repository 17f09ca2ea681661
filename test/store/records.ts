import type {
  AdvantageRecord,
  EndRecord,
  EpisodeRecord,
  EvaluationRecord,
  GradientRecord,
  MeasurementRecord,
  PolicyRecord,
  SampledEvaluationRecord,
  TrainingRecord,
  TrajectoryRecord,
  UpdateRecord,
} from '../../src/results/index.ts';
import type { NewExperiment, NewRun } from '../../src/store/index.ts';

export function newRun(given: Partial<NewRun> = {}): NewRun {
  return {
    population: 0,
    member: 0,
    env: 'cartpole',
    agent: 'ppo',
    optimizer: 'MILO(momentum=0.8)',
    seed: 1,
    phase: 'scoring',
    hyperparameters: { gamma: 0.99, optimizer: { momentum: 0.8 } },
    learningRate: 0.001,
    totalTimesteps: 500_000,
    rewardThreshold: 475,
    backend: 'cpu',
    criticOptimizer: null,
    criticLearningRate: null,
    ...given,
  };
}

export function newExperiment(
  runs: readonly Partial<NewRun>[],
  given: Partial<NewExperiment> = {},
): NewExperiment {
  return {
    title: 'a study',
    command: 'rl-bench --env cartpole',
    config: { env: 'cartpole', seeds: [1, 2] },
    fingerprint: 'f1',
    version: '0.1.0',
    host: { cpus: 2 },
    runs: runs.map((run, member) => newRun({ member, seed: member + 1, ...run })),
    ...given,
  };
}

export function episode(given: Partial<EpisodeRecord> = {}): EpisodeRecord {
  return {
    kind: 'episode',
    member: 0,
    episode: 0,
    envStep: 20,
    return: 20,
    length: 20,
    success: false,
    wallS: 0.5,
    ...given,
  };
}

export function update(given: Partial<UpdateRecord> = {}): UpdateRecord {
  return {
    kind: 'update',
    member: 0,
    updateIndex: 1,
    envStep: 512,
    policyLoss: 0.1,
    valueLoss: 0.2,
    entropy: 0.3,
    approxKl: 0.4,
    clipFraction: 0.5,
    explainedVariance: 0.6,
    learningRate: 0.001,
    criticLearningRate: null,
    wallS: 1.5,
    ...given,
  };
}

export function gradient(given: Partial<GradientRecord> = {}): GradientRecord {
  return {
    kind: 'gradient',
    member: 0,
    updateIndex: 1,
    layerIndex: 0,
    layer: '',
    gradNorm: 1,
    gradMean: 2,
    gradStd: 3,
    gradMaxAbs: 4,
    updateNorm: 5,
    paramNorm: 6,
    cosinePrevious: null,
    gradSignal: 0.5,
    gradNoise: 20,
    ...given,
  };
}

/** A point in space. */
export function trajectory(given: Partial<TrajectoryRecord> = {}): TrajectoryRecord {
  const place = { x: 0, y: 0.5, z: -0.5, goalX: 1, goalY: 0, goalZ: -1 };
  return {
    kind: 'trajectory',
    member: 0,
    updateIndex: 1,
    agent: 1,
    episode: 0,
    step: 0,
    ...place,
    ...given,
  };
}

export function measurement(given: Partial<MeasurementRecord> = {}): MeasurementRecord {
  const said = { source: 'plateau(patience=3)', quantity: 'factor', value: 0.5 };
  return { kind: 'measurement', member: 0, updateIndex: 1, agent: 1, ...said, ...given };
}

export function advantage(given: Partial<AdvantageRecord> = {}): AdvantageRecord {
  return {
    kind: 'advantage',
    member: 0,
    updateIndex: 1,
    agent: 1,
    rawMean: 0,
    rawStd: 1,
    mean: 2,
    std: 3,
    zeroGroups: 0.5,
    alpha: null,
    beta: null,
    scoreMean: 4,
    scoreStd: 5,
    ...given,
  };
}

export function evaluation(given: Partial<EvaluationRecord> = {}): EvaluationRecord {
  return {
    kind: 'evaluation',
    member: 0,
    updateIndex: 0,
    envStep: 0,
    episodes: 10,
    meanReturn: 20,
    stdReturn: 1,
    successRate: 0,
    wallS: 1,
    ...given,
  };
}

export function sampledEvaluation(given: Partial<SampledEvaluationRecord> = {}): SampledEvaluationRecord {
  return { ...evaluation({ meanReturn: 19 }), ...given, kind: 'sampled-evaluation' };
}

export function policy(given: Partial<PolicyRecord> = {}): PolicyRecord {
  return {
    kind: 'policy',
    member: 0,
    choice: 'final',
    agent: 1,
    updateIndex: 1,
    weights: new Uint8Array([1, 2, 3]),
    ...given,
  };
}

export function end(given: Partial<EndRecord> = {}): EndRecord {
  return {
    kind: 'end',
    member: 0,
    status: 'finished',
    error: null,
    envSteps: 500_000,
    updates: 976,
    wallS: 12.5,
    ...given,
  };
}

/** One record of every kind for a member. */
export function oneOfEach(member: number): TrainingRecord[] {
  return [
    episode({ member }),
    update({ member }),
    gradient({ member }),
    advantage({ member }),
    evaluation({ member }),
    sampledEvaluation({ member }),
    trajectory({ member }),
    measurement({ member }),
    policy({ member }),
    end({ member }),
  ];
}
