import { integer, json, oneOf, real, seconds, text } from '../column.ts';
import { type Row, table } from '../table.ts';

export const runs = table({
  name: 'runs',
  row: 'one member: one optimizer with one seed and one setting of hyper-parameters',
  parent: 'experiment',
  hasId: true,
  key: ['population', 'member'],
  columns: {
    population: integer('which population of the experiment: 0, 1, …'),
    member: integer('its place in that population: 0, 1, …'),
    env: text('the environment as written'),
    agent: text('the agent as written'),
    optimizer: text('the label as written: MILO(momentum=0.8)'),
    seed: integer('of all its random streams'),
    hyperparametersJson: json('all of the agent and the optimizer, defaults filled in'),
    learningRate: real('the one that was set', { nullIf: 'the rule has none' }),
    totalTimesteps: integer('how many environment steps were asked for', { unit: 'steps' }),
    rewardThreshold: real('mean return from which the task counts as solved', {
      nullIf: 'nobody defined one',
    }),
    backend: text('what it was trained on, one after the other'),
    status: oneOf([
      'queued',
      'running',
      'finished',
      'diverged',
      'failed',
      'interrupted',
      'paused',
      'dropped',
    ])(
      'how far it is, or how it ended; paused: it has spent its budget_share and waits for the choice, dropped: its setting was not chosen to go on',
    ),
    error: text('why it diverged or failed', { nullIf: 'it did not' }),
    startedAt: text('when it began', { nullIf: 'it has not begun', wallClock: true }),
    finishedAt: text('when it ended', { nullIf: 'it has not ended', wallClock: true }),
    envSteps: integer('environment steps taken', { unit: 'steps', nullIf: 'it has not ended' }),
    updates: integer('updates made', { nullIf: 'it has not ended' }),
    wallS: seconds('from its start, and that of the runs that train together with it, to its end', {
      nullIf: 'it has not ended',
    }),
    share: integer('runs of its population with the same number trained together, in one process', {
      nullIf: 'it has not begun, or before populations were spread over processes',
      wallClock: true,
    }),
    phase: oneOf(['tuning', 'scoring'])(
      'tuning: its seed serves to choose hyper-parameters, and scores nothing',
    ),
    budgetShare: real('of its budget, what successive halving has given its setting so far', {
      nullIf: 'it is given all of its budget',
    }),
    criticOptimizer: text('what trains the critic, as written, without its learning rate', {
      nullIf: 'one optimizer trains actor and critic',
    }),
    criticLearningRate: real('the one that was set for the critic', {
      nullIf: 'one optimizer trains actor and critic, or the rule has none',
    }),
    bitsJson: json(
      'what its last bits depend on beside its plan: backend, results of kernels, rounding, host_functions of the engine, version',
      {
        nullIf:
          'it has not begun, or before schema 28, or what it goes on from was trained on another backend',
      },
    ),
    machine: text('which machine trains it, or has trained it last', {
      nullIf: 'it has not begun, or before schema 28',
      wallClock: true,
    }),
    settingOf: text(
      'the optimizer that it is a setting of, under whose label the best one is scored, where tuning chooses among all settings',
      { nullIf: 'it is scored under its own label' },
    ),
    chosenSetting: text('the label that its setting was tuned under, where it was chosen among others', {
      nullIf: 'its own label says all of its settings',
    }),
  },
});

export type RunRow = Row<typeof runs.columns>;

/** What a run is for: to choose hyper-parameters by its seed, or to score those that were chosen. */
export type RunPhase = RunRow['phase'];

export type RunStatus = RunRow['status'];

/** What the end of a run fills in. */
export const endFields = ['status', 'error', 'envSteps', 'updates', 'wallS'] as const;
