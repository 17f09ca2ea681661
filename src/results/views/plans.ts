import { integer, json, real, text } from '../column.ts';
import { view } from '../table.ts';
import { runs } from '../tables/runs.ts';

const { env, agent, optimizer, learningRate } = runs.columns;
const experimentId = integer('the experiment');

export const experimentPlans = view({
  name: 'experiment_plans',
  row: 'what the configuration and the host of an experiment say of it as a whole',
  parent: 'experiment',
  exported: false,
  columns: {
    experimentId,
    tuned: integer('1 where tuning runs choose learning rates, else 0'),
    tuningCriterion: text('the column of run_scores that they choose by', { nullIf: 'there are none' }),
    ablationDesign: text('how settings are combined', { nullIf: 'it is no ablation' }),
    publishedSource: text('where published numbers come from', { nullIf: 'it has none' }),
    publishedRuns: integer('how many runs the published values are means of', { nullIf: 'it has none' }),
    hostname: text('name of the machine', { nullIf: 'it was not recorded' }),
  },
});

export const runPlans = view({
  name: 'run_plans',
  row: 'what the configuration of its experiment says of a run',
  parent: 'experiment',
  exported: false,
  columns: {
    runId: integer('the run'),
    experimentId,
    totalEpisodes: integer('how many training episodes were asked for', { nullIf: 'steps are the budget' }),
    network: json('an object: its name and settings'),
    width: integer('units of each hidden layer', { nullIf: 'they differ, or it is another kind of network' }),
    mupBase: integer('units of hidden layers whose learning rates hold for these too (μP)', {
      nullIf: 'the network is as it is',
    }),
  },
});

export const publishedValues = view({
  name: 'published_values',
  row: 'what others have published of an optimizer',
  parent: 'experiment',
  exported: false,
  columns: {
    experimentId,
    place: integer('ascending in the order of the study'),
    optimizer,
    episodeReturn: real('mean return of the training episodes', { nullIf: 'it was not published' }),
    successRate: real('success rate', { nullIf: 'it was not published' }),
    seconds: real('how long a run takes', { unit: 's', nullIf: 'it was not published' }),
  },
});

export const enlargements = view({
  name: 'enlargements',
  row: 'what rl-bench seeds has added to an experiment that was begun before',
  parent: 'experiment',
  exported: false,
  columns: {
    experimentId,
    place: integer('0, 1, …, the oldest first'),
    enlargedAt: text('when'),
    command: text('as it was typed'),
    version: text('of rl-bench'),
    runs: integer('how many runs were added'),
    seeds: json('an array: the seeds among them that no run had before'),
    environments: json('an array: the environments, as written, that are new'),
    agents: json('an array: the agents, as written, that are new'),
    optimizers: json('an array: the optimizers, as written, that are new'),
    learningRates: json('an array: the learning rates that are new'),
  },
});

export const ablationSettings = view({
  name: 'ablation_settings',
  row: 'what an ablation varies: the label and the learning rate of runs, and the settings that they stand for',
  parent: 'experiment',
  exported: false,
  columns: {
    experimentId,
    place: integer('0, 1, … in the order of the plan'),
    env,
    agent,
    optimizer,
    learningRate,
    settings: json('an object: the value of every setting that is varied'),
    differs: json('an array: the settings in which it is not as the optimizer is'),
  },
});
