import { type Call, formatCall, isCall, type Value } from '../../call-expression.ts';
import { groupBy } from '../../group-by.ts';
import { readLabel, settingsIn, varyAmong, withSettings } from '../../setting-paths.ts';
import type { TriedRow } from './tried-query.ts';

/** A setting of an optimizer. */
export interface TriedSetting {
  /** What was set, by name: `lr`, and those of a grid. The same keys in all settings of an optimizer. */
  readonly values: Readonly<Record<string, string>>;
  /** By seed; a diverged run has the worst score of its task. */
  readonly scores: ReadonlyMap<number, number>;
}

/** An optimizer on a task with all of its settings. */
export interface TriedOptimizer {
  /** The label, in which `any` stands for what varies: `ADAM(beta1=any)`; where tuning chose among all settings, that of the best one. */
  readonly name: string;
  /** Its labels in the results, in the order of the plan; where tuning chose among all settings, that of the best one alone. */
  readonly labels: readonly string[];
  readonly settings: readonly TriedSetting[];
  /** Those that every setting has. */
  readonly seeds: readonly number[];
}

export interface TriedTask {
  readonly env: string;
  readonly agent: string;
  readonly optimizers: readonly TriedOptimizer[];
}

/**
 * The rows put together by task and optimizer. Which settings are one optimizer says the experiment, where tuning chose among them;
 * else labels that name the same settings with other values, as those of a grid do, are one. It is called the same on all tasks.
 */
export function triedTasks(rows: readonly TriedRow[]): TriedTask[] {
  const family = (row: TriedRow) => row.setting_of ?? withAny(readLabel(row.optimizer), () => true);
  const families = new Map([...groupBy(rows, family)].map(([key, all]) => [key, variesAmong(all)]));
  return [...groupBy(rows, ({ env, agent }) => `${env}\n${agent}`).values()].map((task) => ({
    env: task[0]!.env,
    agent: task[0]!.agent,
    optimizers: [...groupBy(task, family)].map(([key, own]) => triedOptimizer(own, families.get(key)!)),
  }));
}

/** Tells which settings differ among some labels. */
function variesAmong(rows: readonly TriedRow[]): (path: string) => boolean {
  return varyAmong(rows.map(({ optimizer }) => readLabel(optimizer)));
}

function triedOptimizer(rows: readonly TriedRow[], varies: (path: string) => boolean): TriedOptimizer {
  const settings = rows.map((row): TriedSetting => {
    const named = Object.entries(settingsIn(readLabel(row.optimizer)))
      .filter(([key]) => varies(key))
      .map(([key, value]) => [key, spelled(value)] as const);
    const seeds = JSON.parse(row.seeds) as number[];
    const scores = JSON.parse(row.scores) as number[];
    return {
      values: { lr: String(row.learning_rate), ...Object.fromEntries(named) },
      scores: new Map(seeds.map((seed, index) => [seed, scores[index]!])),
    };
  });
  const [first] = settings;
  const { optimizer: label, setting_of: scoredAs } = rows[0]!;
  const read = readLabel(label);
  return {
    name: scoredAs ?? (Object.keys(settingsIn(read)).some(varies) ? withAny(read, varies) : label),
    labels: scoredAs === null ? [...new Set(rows.map(({ optimizer }) => optimizer))] : [scoredAs],
    settings,
    seeds: [...first!.scores.keys()]
      .filter((seed) => settings.every(({ scores }) => scores.has(seed)))
      .sort((a, b) => a - b),
  };
}

/** A call with `any` in place of some settings. */
function withAny(call: Call, of: (path: string) => boolean): string {
  return formatCall(withSettings(call, (path, value) => (of(path) ? 'any' : value)));
}

function spelled(value: Value): string {
  return isCall(value) ? formatCall(value) : JSON.stringify(value);
}
