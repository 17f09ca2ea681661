import { integer, real, text } from '../column.ts';
import { view } from '../table.ts';
import { runs } from '../tables/runs.ts';

const { env, agent, optimizer, learningRate, seed, status, phase } = runs.columns;
const experimentId = integer('the experiment');
const runId = integer('the run');

/** What the views of single runs begin with. */
const ofOneRun = { runId, experimentId, env, agent, optimizer, learningRate, seed, status };

/** What a score counts as that is no finite number is decided in these views and nowhere else. */
export const runScores = view({
  name: 'run_scores',
  row: 'what each run comes to; a diverged run, and one that ends with NaN or infinity, counts as the worst score, never as missing',
  parent: 'experiment',
  columns: {
    ...ofOneRun,
    finalReturn: real('mean return of the last evaluation', { nullIf: 'there was none' }),
    successRate: real('of the last evaluation', { nullIf: 'the environment knows no success' }),
    last100Return: real('mean return of the last 100 training episodes, of all where there are fewer', {
      nullIf: 'no episode has ended',
    }),
    stepsToThreshold: integer('environment steps until an evaluation first reached the reward threshold', {
      unit: 'steps',
      nullIf: 'none did',
    }),
    secondsToThreshold: real('when that was', { unit: 's', nullIf: 'none did', wallClock: true }),
    phase,
    finalNotFinite: integer(
      '1 where a finished run counts as the worst because its score is no finite number',
    ),
    last100NotFinite: integer('the same of its last hundred training episodes'),
  },
});

const alike = { experimentId, env, agent, optimizer, learningRate };

const board = {
  seeds: integer('runs that came to an end'),
  finished: integer('of these, how many to their planned end'),
  diverged: integer('of these, how many diverged'),
  finalMean: real('mean of final_return over the seeds'),
  finalIqm: real('interquartile mean of final_return: 25 % of the scores are dropped from each end'),
  successRate: real('mean over the seeds', { nullIf: 'the environment knows no success' }),
  last100Mean: real('mean of last_100_return over the seeds'),
  reached: integer('seeds that reached the reward threshold'),
  stepsToThreshold: real('median over the seeds that reached it', { unit: 'steps', nullIf: 'none did' }),
  secondsToThreshold: real('median over the seeds that reached it', {
    unit: 's',
    nullIf: 'none did',
    wallClock: true,
  }),
};

const boardNotFinite = {
  finalNotFinite: integer('of the finished ones, how many count as the worst'),
  last100NotFinite: integer('the same of their last hundred training episodes'),
};

export const leaderboard = view({
  name: 'leaderboard',
  row: 'an optimizer and learning rate: final mean and IQM over seeds, success rate, steps and seconds to the threshold',
  parent: 'experiment',
  columns: { ...alike, ...board, phase, ...boardNotFinite },
});

export const tunedLeaderboard = view({
  name: 'tuned_leaderboard',
  row: 'the same at the setting that tuning runs chose, over the runs that score it',
  parent: 'experiment',
  columns: {
    ...alike,
    rates: integer('of how many settings it was chosen: learning rates, and what else was to be chosen'),
    tuningSeeds: integer('runs that it was chosen by'),
    tuningMean: real('mean of their final_return'),
    ...board,
    ...boardNotFinite,
    setting: text('the label that the chosen setting was tuned under'),
  },
});

export const learningCurves = view({
  name: 'learning_curves',
  row: 'evaluations over seeds, by update',
  parent: 'experiment',
  columns: {
    ...alike,
    updateIndex: integer('updates made before; 0 is the untrained policy'),
    envStep: integer('mean over the seeds, rounded', { unit: 'steps' }),
    seeds: integer('runs that were evaluated here, ended or not'),
    meanReturn: real('mean over the seeds'),
    minReturn: real('lowest of the seeds'),
    maxReturn: real('highest of the seeds'),
    iqmReturn: real('interquartile mean over the seeds'),
    successRate: real('mean over the seeds', { nullIf: 'the environment knows no success' }),
    phase,
    notFinite: integer('seeds that count as the worst evaluation'),
  },
});

export const sampledScores = view({
  name: 'sampled_scores',
  row: 'what each run comes to in sampled_evaluations, by the same rule',
  parent: 'experiment',
  columns: {
    ...ofOneRun,
    phase,
    sampledReturn: real('mean return of the last evaluation with drawn actions'),
    sampledSuccessRate: real('of that evaluation', { nullIf: 'the environment knows no success' }),
    notFinite: integer('1 where a finished run counts as the worst because its score is no finite number'),
  },
});

export const curveScores = view({
  name: 'curve_scores',
  row: 'what the evaluations of each run come to together, by the same rule',
  parent: 'experiment',
  columns: {
    ...ofOneRun,
    phase,
    bestReturn: real('the highest of its evaluations', {
      nullIf: 'it has not ended and one is no finite number',
    }),
    areaReturn: real(
      'area under its evaluations over steps (trapezoidal rule), divided by the steps between the first and the last',
      { nullIf: 'it has not ended and one is no finite number' },
    ),
    notFinite: integer(
      '1 where a finished run counts as the worst because an evaluation is no finite number',
    ),
  },
});

export const worstEvaluations = view({
  name: 'worst_evaluations',
  row: 'what counts where there is no finite score: the lowest evaluation of any run of the task',
  parent: 'experiment',
  exported: false,
  columns: {
    experimentId,
    env,
    agent,
    meanReturn: real('the lowest'),
    successRate: real('0', { nullIf: 'the environment knows no success' }),
  },
});
