import type { StudyFile } from './checked-study.ts';
import { onFlags } from './origin.ts';
import type { Study } from './study.ts';

/** What one flag takes the place of, beside the key of its own name. */
const replaced: Readonly<Record<string, readonly (keyof Study)[]>> = {
  env: ['envs', 'published'],
  envs: ['env', 'published'],
  seeds: ['seed_list'],
  seed_list: ['seeds'],
  total_timesteps: ['total_episodes', 'total_updates', 'published'],
  total_episodes: ['total_timesteps', 'total_updates', 'published'],
  total_updates: ['total_timesteps', 'total_episodes', 'published'],
  // What others published is of these as the study has them.
  agents: ['published'],
  network: ['published'],
  init_from: ['published'],
  learning_rates: ['published'],
  lr_spike: ['published'],
  redo: ['published'],
  controllers: ['published'],
  // The rate in a study is of the optimizer that it names.
  critic_optimizer: ['critic_learning_rate', 'published'],
  critic_learning_rate: ['published'],
  eval_env: ['published'],
  task_defaults: ['published'],
};

/** Flags that say for all environments what a study may say for each. */
const perEnvironment = [
  'total_timesteps',
  'total_episodes',
  'total_updates',
  'evaluations',
  'eval_episodes',
  'eval_env',
  'eval_sampled',
  'keep_best',
  'network',
] as const;

/**
 * A study with flags laid over it: a flag takes the place of what the study says, in every environment. Learning rates
 * are an exception where an optimizer of the study names its own; which of them is meant is for the user to say.
 *
 * @param flags those that were given and no others.
 */
export function laidOver({ study, origin }: StudyFile, flags: Partial<Study>): StudyFile {
  const given = Object.keys(flags);
  const hidden = given.flatMap((flag) => replaced[flag] ?? []).filter((key) => !given.includes(key));
  const kept = Object.fromEntries(
    Object.entries(study).filter(([key]) => !hidden.includes(key as keyof Study)),
  ) as Study;
  const stripped = perEnvironment.filter((key) => given.includes(key) || hidden.includes(key));
  const strip = (env: NonNullable<Study['env']>): NonNullable<Study['env']> =>
    typeof env === 'string'
      ? env
      : { ...env, ...Object.fromEntries(stripped.map((key) => [key, undefined])) };
  return {
    study: {
      ...kept,
      ...(kept.env !== undefined && { env: strip(kept.env) }),
      ...(kept.envs !== undefined && { envs: kept.envs.map(strip) }),
      ...flags,
    },
    origin: {
      prefix: (path) => (given.includes(String(path[0])) ? '' : origin.prefix(path)),
      spell: (key) => (given.includes(key) ? onFlags : origin).spell(key),
      isFlag: (key) => given.includes(key) || origin.isFlag(key),
    },
  };
}
