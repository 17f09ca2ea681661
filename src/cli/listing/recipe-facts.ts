import { formatValue, type Value } from '../../call-expression.ts';
import { environmentDefaults, hasRecipe } from '../../sweep/plan/environment-defaults.ts';
import { tasks } from '../../workloads/tasks.ts';

type Rows = readonly (readonly string[])[];

/** The recipe of an environment, as terms and what they mean. */
export function environmentRecipeRows(env: string): Rows {
  if (!hasRecipe(env)) return [['recipe', "none recorded: general budgets, every agent's own settings"]];
  const { agents, learning_rates: rates, critics, agent, ...others } = environmentDefaults(env);
  const settings = Object.entries(agents).map(([name, own]) => `${name}: ${settingsText(own)}`);
  const recorded = Object.entries(rates).map(([name, own]) => `${name}: ${settingsText(own)}`);
  const ofCritics = Object.entries(critics).map(([name, own]) => `${name}: ${settingsText(own)}`);
  return [
    ['recipe', `agent=${agent}, ${settingsText(others)}; what is said with the command goes before it`],
    ...(settings.length > 0 ? [['its settings', settings.join('\n')]] : []),
    ...(recorded.length > 0 ? [['its learning rates', recorded.join('\n')]] : []),
    ...(ofCritics.length > 0 ? [['its critics', ofCritics.join('\n')]] : []),
    ['without it', "--no-task-defaults: agents' and optimizers' own settings and learning rates"],
  ];
}

/** What the recipes of environments set of an agent, by environment. */
export function agentRecipes(agent: string): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  return byEnvironment((env) => environmentDefaults(env).agents[agent]);
}

export function agentRecipeRows(agent: string): Rows {
  const set = Object.entries(agentRecipes(agent)).map(
    ([env, settings]) => `${env}: ${settingsText(settings)}`,
  );
  return set.length === 0 ? [] : [['set by recipes', set.join('\n')]];
}

/** The learning rates that recipes record for an optimizer, by environment and agent. */
export function recordedRates(optimizer: string): Readonly<Record<string, Readonly<Record<string, number>>>> {
  return byEnvironment((env) => {
    const rates = Object.entries(environmentDefaults(env).learning_rates).flatMap(([agent, own]) =>
      own[optimizer] === undefined ? [] : [[agent, own[optimizer]] as const],
    );
    return rates.length === 0 ? undefined : Object.fromEntries(rates);
  });
}

export function recordedRateRows(optimizer: string): Rows {
  const set = Object.entries(recordedRates(optimizer)).map(
    ([env, rates]) => `${env}: ${settingsText(rates)}`,
  );
  return set.length === 0 ? [] : [['recorded rates', set.join('\n')]];
}

function byEnvironment<T>(of: (env: string) => T | undefined): Record<string, T> {
  const named = tasks()
    .entries()
    .filter(({ name }) => hasRecipe(name));
  return Object.fromEntries(
    named.flatMap(({ name }) => {
      const value = of(name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

/** `num_envs=8, gamma=0.9` */
function settingsText(settings: Readonly<Record<string, unknown>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${formatValue(value as Value)}`)
    .join(', ');
}
