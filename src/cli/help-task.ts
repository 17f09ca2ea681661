import { hideBin, Parser } from 'yargs/helpers';
import { nameIn, type Value } from '../call-expression.ts';
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
    return given === undefined || given === '' ? undefined : nameIn(given as string);
  };
  const env = find(tasks(), first('env', 'env-id', 'env_id'));
  const recipe = env === undefined || flags['task-defaults'] === false ? undefined : environmentDefaults(env);
  const only = env === undefined ? undefined : workloads.find(env)?.agent.name;
  const agent = only ?? find(taskAgents(), first('agents', 'agent')) ?? recipe?.agent;
  const settings = (agent === undefined ? {} : (recipe?.agents[agent] ?? {})) as HelpTask['settings'];
  return { env, recipe, agent, onlyAgent: only !== undefined, settings };
}

/** The canonical name, if there is such an entry: mistakes are for others to complain about. */
function find(
  registry: { find(name: string): { readonly name: string } | undefined },
  name: string | undefined,
): string | undefined {
  return name === undefined ? undefined : registry.find(name)?.name;
}
