import { hideBin, Parser } from 'yargs/helpers';
import { innermostName, nameIn, parseCall, type Value } from '../call-expression.ts';
import { type EnvironmentDefaults, environmentDefaults } from '../sweep/plan/environment-defaults.ts';
import { workloads } from '../workloads/index.ts';
import { taskAgents, tasks } from '../workloads/tasks.ts';

/** What `--help` is asked about, where it names an environment or an agent: `--help --env pendulum`. */
export interface HelpTask {
  /** Undefined where none is named, or its recipe is not wanted. */
  readonly env: string | undefined;
  readonly recipe: EnvironmentDefaults | undefined;
  /** The agent whose settings are shown, and what the recipe sets of them. */
  readonly agent: string | undefined;
  /** True where no other agent can learn the task. */
  readonly onlyAgent: boolean;
  readonly settings: Readonly<Record<string, Value>>;
}

/** Reads it from the words typed, which cannot be read as a whole before the flags are declared. */
export function helpTask(words: readonly string[] = hideBin(process.argv)): HelpTask {
  const flags = Parser([...words], {
    string: ['env', 'env-id', 'agents', 'agent'],
    boolean: ['help', 'task-defaults'],
  });
  const first = (...names: readonly string[]): string | undefined => {
    const given = names.flatMap((name) => flags[name] ?? []).find((each) => typeof each === 'string');
    return given === '' ? undefined : (given as string | undefined);
  };
  const spec = first('env', 'env-id', 'env_id');
  const env = find(tasks(), spec);
  const recipe =
    env === undefined || flags['task-defaults'] === false
      ? undefined
      : environmentDefaults(find(tasks(), innermost(spec!)) ?? env);
  const only = env === undefined ? undefined : workloads.find(env)?.agent.name;
  const agent = only ?? find(taskAgents(), first('agents', 'agent')) ?? recipe?.agent;
  const settings = (agent === undefined ? {} : (recipe?.agents[agent] ?? {})) as HelpTask['settings'];
  return { env, recipe, agent, onlyAgent: only !== undefined, settings };
}

/** The name of the environment within all others. */
function innermost(spec: string): string {
  try {
    return innermostName(parseCall(spec));
  } catch {
    return nameIn(spec);
  }
}

/** The canonical name, if there is such an entry: mistakes are for others to complain about. */
function find(
  registry: { find(name: string): { readonly name: string } | undefined },
  spec: string | undefined,
): string | undefined {
  return spec === undefined ? undefined : registry.find(nameIn(spec))?.name;
}
