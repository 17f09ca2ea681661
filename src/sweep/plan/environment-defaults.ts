import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { packageRoot } from '../../version.ts';
import { workloads } from '../../workloads/index.ts';

const settingsByName = z.record(z.string(), z.unknown());

const schema = z.strictObject({
  agent: z.string(),
  total_timesteps: z.int().positive(),
  evaluations: z.int().positive(),
  eval_episodes: z.int().positive(),
  network: z.string(),
  agents: z.record(z.string(), settingsByName),
  learning_rates: z.record(z.string(), z.record(z.string(), z.number().positive())),
  /** By agent: what trains its critic, where that is not the actor's optimizer at the actor's rate. */
  critics: z
    .record(
      z.string(),
      z.strictObject({ optimizer: z.string().optional(), learning_rate: z.number().positive().optional() }),
    )
    .default({}),
});

/** Where training starts on an environment when the user says nothing else: see `configs/defaults/`. */
export type EnvironmentDefaults = z.output<typeof schema>;

const general: Omit<EnvironmentDefaults, 'agent'> = {
  total_timesteps: 100_000,
  evaluations: 10,
  eval_episodes: 16,
  network: 'mlp',
  agents: {},
  learning_rates: {},
  critics: {},
};

/** True for an environment that has a recipe of its own. */
export function hasRecipe(name: string): boolean {
  return existsSync(recipePath(name));
}

/**
 * The recorded recipe of an environment or a workload, or general settings for one that has none (a plugin's):
 * of an environment ppo, of a workload the agent that learns it.
 *
 * @param name canonical, without settings.
 */
export function environmentDefaults(name: string): EnvironmentDefaults {
  if (hasRecipe(name)) return schema.parse(parse(readFileSync(recipePath(name), 'utf8')));
  return { ...general, agent: workloads.find(name)?.agent.name ?? 'ppo' };
}

function recipePath(name: string): string {
  return join(packageRoot(), 'configs', 'defaults', `${name}.yaml`);
}
