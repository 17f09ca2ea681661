import { recordedTables } from '../results/index.ts';

/** Which of the numbers of other programs are taken for what. The first that a run has counts. */
export interface Tags {
  /** Mean returns of policies that were evaluated. */
  readonly evaluations: readonly string[];
  /** The return of a training episode each. */
  readonly episodes: readonly string[];
}

/** By Stable-Baselines3 and by rl-bench; by CleanRL; and what columns are often called. */
export const usualTags: Tags = {
  evaluations: ['eval/mean_reward', 'eval/mean_return', 'eval_return', 'mean_return', 'mean_reward'],
  episodes: ['charts/episodic_return', 'episodic_return', 'episode_return', 'r'],
};

/** What stands beside the return of an evaluation or an episode, by the name of that. */
export const besideTags = {
  successRate: ['eval/success_rate', 'success_rate'],
  length: ['charts/episodic_length', 'episodic_length', 'episode_length', 'l'],
} as const;

/** Means over the last training episodes, by Stable-Baselines3: taken for evaluations only where a user says so. */
export const meanOfEpisodesTag = 'rollout/ep_rew_mean';

/** Where environment steps stand in tables, the first that a table has. */
export const stepColumns: readonly string[] = [
  ...['global_step', 'time/total_timesteps', 'env_step', 'timesteps', 'total_timesteps', '_step', 'step'],
];

/** Where seconds since the start stand in tables. */
export const secondColumns: readonly string[] = ['time/time_elapsed', '_runtime', 'wall_s', 'seconds'];

/** A column of `updates` that a number fills, and its factor. */
interface Filled {
  readonly field: string;
  readonly factor: 1 | -1;
}

/** Stable-Baselines3 (2.9.2, `PPO.train` and `A2C.train`), whose entropy loss is minus the entropy. */
const ofStableBaselines: Readonly<Record<string, Filled>> = {
  'train/policy_gradient_loss': { field: 'policyLoss', factor: 1 },
  'train/policy_loss': { field: 'policyLoss', factor: 1 },
  'train/value_loss': { field: 'valueLoss', factor: 1 },
  'train/entropy_loss': { field: 'entropy', factor: -1 },
  'train/approx_kl': { field: 'approxKl', factor: 1 },
  'train/clip_fraction': { field: 'clipFraction', factor: 1 },
  'train/explained_variance': { field: 'explainedVariance', factor: 1 },
  'train/learning_rate': { field: 'learningRate', factor: 1 },
};

/** Ours, which are CleanRL's. */
const ofCleanRl = recordedTables
  .filter(({ kind }) => kind === 'update')
  .flatMap(({ columns }) => Object.entries(columns))
  .flatMap(([field, { tensorboard }]): [string, Filled][] =>
    tensorboard === undefined ? [] : [[tensorboard, { field, factor: 1 }]],
  );

/** What of an update a number is, by its tag. */
export const updateTags: ReadonlyMap<string, Filled> = new Map<string, Filled>([
  ...ofCleanRl,
  ...Object.entries(ofStableBaselines),
]);

/** Where tables of numbers say whose they are. */
export const nameColumns = {
  env: ['env', 'env_id', 'environment', 'task'],
  agent: ['agent', 'algo', 'algorithm'],
  optimizer: ['optimizer'],
  seed: ['seed'],
  learningRate: ['learning_rate', 'lr'],
  run: ['run', 'run_id', 'run_name', 'Name'],
} as const;
