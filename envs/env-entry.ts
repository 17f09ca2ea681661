import type { z } from 'zod';
import type { Value } from '../src/call-expression.ts';
import type { RegistryEntry } from '../src/registry.ts';
import type { Drawing } from './drawings/drawing.ts';
import type { Task } from './task.ts';
import type { TeamTask } from './team-task.ts';

/** The environment that another wraps. */
export interface InnerEnv {
  readonly entry: RegistryEntry;
  /** With the settings that were given, as the user would write it. */
  readonly label: string;
  /** Its task. @param changed settings that are others than those that were given. @throws UsageError for one out of range. */
  task(changed?: Readonly<Record<string, Value>>): TeamTask;
  /** How it looks. */
  drawing(): Drawing;
}

/** A kind of environment: its settings, and how a task is made from them. */
export interface EnvEntry<
  Settings extends z.ZodObject = z.ZodObject,
  Made extends Task | TeamTask = Task | TeamTask,
> extends RegistryEntry {
  readonly settings: Settings;
  /** @param id the environment as the user named it, for `EnvSpec.id`. @param inner what it wraps, for one that does. */
  create(settings: z.output<Settings>, id: string, inner?: InnerEnv): Made;
  /** How it looks, for `rl-bench watch`; without it the observed numbers are drawn as bars. */
  drawing?(settings: z.output<Settings>, inner?: InnerEnv): Drawing;
}

/** Ties an entry's settings to the type that its `create` receives. */
export function defineEnv<Settings extends z.ZodObject>(entry: EnvEntry<Settings, Task>): EnvEntry {
  return entry as unknown as EnvEntry;
}

/** The same for an environment of several agents. */
export function defineTeamEnv<Settings extends z.ZodObject>(entry: EnvEntry<Settings, TeamTask>): EnvEntry {
  return entry as unknown as EnvEntry;
}

/** The same for an environment around another one. */
export function defineEnvAround<Settings extends z.ZodObject>(
  entry: Omit<EnvEntry<Settings>, 'create' | 'drawing' | 'wraps'> & {
    create(settings: z.output<Settings>, id: string, inner: InnerEnv): TeamTask;
    drawing(settings: z.output<Settings>, inner: InnerEnv): Drawing;
  },
): EnvEntry {
  return { ...entry, wraps: true } as unknown as EnvEntry;
}
