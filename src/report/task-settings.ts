import type { Database } from 'better-sqlite3';
import { formatValue, type Value } from '../call-expression.ts';

type Settings = Readonly<Record<string, Value>>;

interface TaskSettings {
  readonly env: string;
  readonly agent: string;
  readonly settings: Settings;
}

/** The settings that an experiment's environments brought with them, by labels of environment and agent. */
export function taskSettingsOf(
  db: Database,
  experiment: number,
): (env: string, agent: string) => Settings | undefined {
  const config = db
    .prepare<[number], string>('select config_json from experiments where id = ?')
    .pluck()
    .get(experiment);
  const all = config === undefined ? [] : inConfig(config);
  return (env, agent) => all.find((each) => each.env === env && each.agent === agent)?.settings;
}

/** A sentence for each environment and agent that have some. @param config of the experiment, as it is in the file. */
export function recipeSentences(config: string): string[] {
  return inConfig(config).flatMap(({ env, agent, settings }) => {
    const text = taskSettingsText(env, settings);
    return text === undefined ? [] : [`${agent} ${text}.`];
  });
}

/** Results of earlier versions say nothing of it, and a damaged configuration is for others to complain about. */
function inConfig(config: string): readonly TaskSettings[] {
  try {
    const { taskSettings } = JSON.parse(config) as { taskSettings?: readonly TaskSettings[] };
    return Array.isArray(taskSettings) ? taskSettings : [];
  } catch {
    return [];
  }
}

/** `with pendulum's recipe, unlike --help: num_envs=8, gamma=0.9`; undefined where nothing differs. */
export function taskSettingsText(env: string, settings: Settings | undefined): string | undefined {
  if (settings === undefined) return undefined;
  const named = Object.entries(settings).map(([name, value]) => `${name}=${formatValue(value)}`);
  return named.length === 0 ? undefined : `with ${env}'s recipe, unlike --help: ${named.join(', ')}`;
}
