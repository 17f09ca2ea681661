import { z } from 'zod';
import { UsageError } from '../errors.ts';
import type { LoadedPlugin } from '../plugins/index.ts';
import type { PlannedPopulation } from '../sweep/plan/plan.ts';
import type { KeptRun } from '../sweep/run/kept-run.ts';
import { configOf, savedPlugins, savedPopulation } from '../sweep/run/saved-config.ts';
import { planOfRun } from '../sweep/run/verify-run.ts';

/** Where a policy comes from: what it takes to let it play in another results file. */
export interface PolicyOrigin {
  /** The population of its run, with that run's member alone. */
  readonly planned: PlannedPopulation;
  readonly backend: string;
  readonly plugins: readonly LoadedPlugin[];
  readonly updates: number;
  readonly envSteps: number;
  /** Of a team, whose it is: 1, 2, …; 1 for an agent alone. */
  readonly agent: number;
}

const origin = z.strictObject({
  planned: savedPopulation.refine(({ population }) => population.members.length === 1, {
    error: 'has more than one member',
    path: ['population', 'members'],
  }),
  backend: z.string(),
  plugins: savedPlugins,
  updates: z.int().min(0),
  envSteps: z.int().min(0),
  agent: z.int().positive(),
} satisfies Record<keyof PolicyOrigin, z.ZodType>);

/** @param place of the agent in its team: 0, 1, … */
export function originOf(run: KeptRun, place: number): PolicyOrigin {
  const { backend, updates, envSteps, experiment } = run;
  const { plugins } = configOf(experiment);
  const planned = planOfRun(run);
  // What it began with is in its parameters.
  const { initial: _, ...population } = planned.population;
  return { planned: { ...planned, population }, backend, plugins, updates, envSteps, agent: place + 1 };
}

/** The origin that a file's metadata tells, as `originOf` made it. @throws UsageError about the file as "it". */
export function originIn({ origin: text }: Readonly<Record<string, unknown>>): PolicyOrigin {
  if (typeof text !== 'string') {
    throw new UsageError('it does not say where its policy comes from, as files of rl-bench policy RUN do');
  }
  const read = origin.safeParse(parsed(text));
  // As it was read: the check changes nothing.
  if (read.success) return parsed(text) as PolicyOrigin;
  const [{ path, message }] = read.error.issues as [z.core.$ZodIssue];
  throw new UsageError(
    `what it says of its policy's origin is not what rl-bench wrote: ${path.join('.') || 'all of it'}: ${message}`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
