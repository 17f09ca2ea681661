import type { z } from 'zod';
import type { RegistryEntry } from '../src/registry.ts';
import type { Drawing } from './drawings/drawing.ts';
import type { Task } from './task.ts';
import type { TeamTask } from './team-task.ts';

/** A kind of environment: its settings, and how a task is made from them. */
export interface EnvEntry<
  Settings extends z.ZodObject = z.ZodObject,
  Made extends Task | TeamTask = Task | TeamTask,
> extends RegistryEntry {
  readonly settings: Settings;
  /** @param id the environment as the user named it, for `EnvSpec.id`. */
  create(settings: z.output<Settings>, id: string): Made;
  /** How it looks, for `rl-bench watch`; without it the observed numbers are drawn as bars. */
  drawing?(settings: z.output<Settings>): Drawing;
}

/** Ties an entry's settings to the type that its `create` receives. */
export function defineEnv<Settings extends z.ZodObject>(entry: EnvEntry<Settings, Task>): EnvEntry {
  return entry as unknown as EnvEntry;
}

/** The same for an environment of several agents. */
export function defineTeamEnv<Settings extends z.ZodObject>(entry: EnvEntry<Settings, TeamTask>): EnvEntry {
  return entry as unknown as EnvEntry;
}
