import { formatValue, type Value } from '../../call-expression.ts';
import type { PopulationPlan } from '../../training/population-plan.ts';
import { resolveTask } from '../../workloads/tasks.ts';

/** The settings of an agent that an environment's recipe has set, and that the user has not. Plain data, fit for JSON. */
export interface TaskSettings {
  /** Labels, as in the results. */
  readonly env: string;
  readonly agent: string;
  /** Those only that are not as `--help` says. */
  readonly settings: Readonly<Record<string, Value>>;
}

/** What a plan has of this kind: one entry an environment and agent that differ from what `--help` says. */
export function taskSettings(
  populations: readonly { readonly agentLabel: string; readonly population: PopulationPlan }[],
): TaskSettings[] {
  const tasks = new Map(
    populations.map((each) => [`${each.population.env}\n${each.agentLabel}`, each] as const),
  );
  return [...tasks.values()].flatMap(({ agentLabel, population: { env, agent } }) => {
    // With what the user has said, and otherwise the agent's own.
    const own = resolveTask(env).agents.resolve(agentLabel).settings as Readonly<Record<string, Value>>;
    const settings = Object.fromEntries(
      Object.entries(agent.settings).filter(
        ([name, value]) => formatValue(value) !== formatValue(own[name]!),
      ),
    );
    return Object.keys(settings).length === 0 ? [] : [{ env, agent: agentLabel, settings }];
  });
}
