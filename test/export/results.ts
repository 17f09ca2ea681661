import { openReadonly, type Store } from '../../src/store/index.ts';
import { newStore } from '../store/new-store.ts';
import {
  advantage,
  end,
  episode,
  evaluation,
  gradient,
  measurement,
  newExperiment,
  oneOfEach,
  sampledEvaluation,
  update,
} from '../store/records.ts';

/** A results file with two experiments, each with a run that served tuning; the first run has values that are hard to write. */
export function results(): Store {
  const store = newStore();
  const study = store.createExperiment(
    newExperiment(
      [
        { optimizer: 'MILO(momentum=0.8)' },
        { optimizer: 'ADAMW', learningRate: null },
        { optimizer: 'MILO(momentum=0.8)', phase: 'tuning' },
      ],
      {
        title: 'one, "two"',
        host: { hostname: 'my host' },
      },
    ),
  );
  store.startRuns(study.runIds);
  store.write(study.runIds, [
    ...[20, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map((total, index) =>
      episode({ episode: index, envStep: 20 * (index + 1), return: total, wallS: index }),
    ),
    update({ envStep: 30, valueLoss: null, policyLoss: 0.25, wallS: 1.5 }),
    update({ envStep: 70, updateIndex: 2, entropy: Number.NaN, wallS: 0 }),
    gradient(),
    gradient({ layerIndex: 1, layer: 'actor.0.kernel', cosinePrevious: 0.5 }),
    advantage(),
    evaluation({ meanReturn: 0.1, successRate: null }),
    sampledEvaluation({ meanReturn: 0.5, successRate: null }),
    measurement(),
    end(),
    ...oneOfEach(1),
    ...oneOfEach(2),
  ]);
  const other = store.createExperiment(newExperiment([{}, { phase: 'tuning' }], { title: 'another study' }));
  store.startRuns(other.runIds);
  store.write(other.runIds, [...[0, 1].flatMap(oneOfEach)]);
  // An experiment has runs or loss maps; here both have both, so that every table has rows of either.
  const way = { points: [[0.5, 1] as const, [1, 2] as const], losses: [3, 1.25] };
  const map = { function: 'booth', optimizer: 'SGD', learningRate: 0.1, path: way };
  const ended = { finalLoss: 1.25, distance: 1, iterationsToTolerance: 1, status: 'finished' as const };
  const lost = { finalLoss: null, distance: null, iterationsToTolerance: null, status: 'diverged' as const };
  store.writeLossMaps(study.experimentId, [
    { ...map, ...ended, start: 0 },
    { ...map, ...lost, start: 1, learningRate: null },
  ]);
  store.writeLossMaps(other.experimentId, [{ ...map, ...ended, start: 0 }]);
  const policy = {
    directions: 'random',
    seed: 1,
    side: 3,
    reach: 1,
    batchRows: 512,
    pathShare: 0.01,
  } as const;
  const [losses, points] = [
    [0.5, Number.POSITIVE_INFINITY].map((loss, index) => ({ alpha: index, beta: 1, loss })),
    [{ update: 0, alpha: 0.1, beta: 0.2, planeLoss: Number.NaN, loss: 1.5 }],
  ];
  const noNumbers = new Uint8Array(8);
  const metaGeneration = {
    generation: {
      ...{ generation: 1, meanFitness: 0.5, bestFitness: null, diverged: 1, sigma: 0.1, learningRate: 0.03 },
      ...{ thetaNorm: 1, gradientNorm: 0.25, wallS: 2 },
    },
    pairs: [{ pair: 0, plusFitness: 0.5, minusFitness: null, truncation: 3 }],
    innerRuns: [{ pair: 0, begun: 1, truncations: 3, perturbations: noNumbers }],
    checkpoints: [{ member: 0, state: noNumbers }],
    state: {
      ...{ generation: 1, theta: noNumbers, momentum: noNumbers, secondMoment: noNumbers },
      ...{ sigma: 0.1, learningRate: 0.03 },
    },
  };
  const trial = {
    ...{ optimizer: 'SGD', problem: 'spike', mode: 'spikes', learningRate: null },
    phase: 'scoring' as const,
  };
  const game = {
    ...{ choice: 'final' as const, env: 'cartpole', seed: 0, episodes: 100 },
    ...{ meanReturn: 0.25, stdReturn: 1, successRate: null, evaluatedAt: '2025-01-01T00:00:00.000Z' },
  };
  for (const { experimentId, runIds } of [study, other]) {
    store.writePolicyMap(experimentId, { ...policy, runId: runIds[0]!, losses, points });
    store.writeMetaGeneration(experimentId, metaGeneration);
    store.writePolicyEvaluations(runIds[0]!, [{ ...game, sampled: false }]);
    store.writeStressTrials(experimentId, [
      { ...trial, seed: 1, status: 'finished', finalError: 0.001, solved: true, stepsToSolved: 40 },
      { ...trial, seed: 2, status: 'diverged', finalError: null, solved: false, stepsToSolved: null },
    ]);
    const point = { study: 'separation', series: 'gradient descent', seed: 1 };
    store.writeStudyPoints(experimentId, [
      { ...point, x: 1, y: 0.1 },
      { ...point, x: 2, y: null },
    ]);
  }
  return store;
}

/** The same, as a reader sees it. */
export function readonlyOf(store: Store) {
  return openReadonly(store.path);
}
