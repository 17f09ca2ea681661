import { UsageError } from '../../errors.ts';
import { type NamedExperiment, readExperiment, tuningCriterion } from '../../store/index.ts';

/** A setting of an experiment, by what it is a setting of. */
interface SettingRow {
  /** `cartpole, ppo` or `ADAM at 0.001 on cartpole, ppo` */
  readonly whose: string;
  readonly name: string;
  /** As JSON. */
  readonly value: string;
}

/** What scores of a task depend on, whatever optimizer is trained. Of imported runs there is no plan. */
const ofTasks = `
with planned as (
  select r.*, x.config_json -> ('$.populations[' || r.population || '].population') as plan
  from runs r join experiments x on x.id = r.experiment_id where r.experiment_id = ?
),
facts as (
  select env, agent, 'total_timesteps' as name, total_timesteps as value from planned
  union all select env, agent, 'total_episodes', plan ->> '$.totalEpisodes' from planned where plan is not null
  union all select env, agent, 'reward_threshold', reward_threshold from planned
  union all select env, agent, 'evaluations', plan ->> '$.evaluation.count' from planned where plan is not null
  union all select env, agent, 'evaluation_episodes', plan ->> '$.evaluation.episodes' from planned where plan is not null
  union all select env, agent, 'evaluation_env', plan ->> '$.evaluation.env' from planned where plan is not null
  union all select env, agent, 'network', hyperparameters_json -> '$.network' from planned where plan is not null
  union all select env, agent, 'controllers', hyperparameters_json -> '$.controllers' from planned where plan is not null
  union all select env, agent, 'init_from', plan ->> '$.initial.sha256' from planned where plan is not null
  union all select p.env, p.agent, s.key, s.value from planned p join json_each(p.hyperparameters_json, '$.agent') s
)
select distinct env || ', ' || agent as whose, name, json_quote(value) as value from facts`;

/** What an optimizer is, apart from its label and its learning rate. */
const ofOptimizers = `
select distinct
  r.optimizer || iif(r.learning_rate is null, '', ' at ' || r.learning_rate) || ' on ' || r.env || ', ' || r.agent as whose,
  s.key as name, json_quote(s.value) as value
from runs r join json_each(r.hyperparameters_json, '$.optimizer') s
where r.experiment_id = ?`;

/** The runs by which learning rates were chosen. */
const ofTuning = `
select r.optimizer || ' on ' || r.env || ', ' || r.agent as whose, 'tuning runs' as name,
  json_group_array(json_array(r.learning_rate, r.seed) order by r.learning_rate, r.seed) as value
from runs r where r.experiment_id = ? and r.phase = 'tuning' group by r.env, r.agent, r.optimizer`;

/**
 * Refuses experiments whose scores say nothing of each other: other budgets, agents, evaluations of the same task, or other
 * optimizers of the same label.
 *
 * @throws UsageError that says what differs.
 */
export function refuseIncomparable(parts: readonly NamedExperiment[]): void {
  for (const statement of [ofTasks, ofOptimizers]) {
    const found = firstDifference(parts, statement);
    if (found === undefined) continue;
    const { whose, name, before, now } = found;
    throw new UsageError(
      `${now.part.name} has other scores than can be compared with ${before.part.name}: of ${whose} ${name} is ${now.value} and was ${before.value}; name experiments that agree in it`,
    );
  }
  refuseOtherTuning(parts);
}

function refuseOtherTuning(parts: readonly NamedExperiment[]): void {
  const found = firstDifference(parts, ofTuning);
  if (found !== undefined) {
    throw new UsageError(
      `${found.now.part.name} has chosen the learning rate of ${found.whose} by other rates or seeds than ${found.before.part.name}; name one of them`,
    );
  }
  const tuning = parts.filter(({ db, id }) =>
    db.prepare("select 1 from runs where experiment_id = ? and phase = 'tuning' limit 1").get(id),
  );
  const criteria = tuning.map(({ db, id }) => tuningCriterion(db, id));
  const other = criteria.findIndex((criterion) => criterion !== criteria[0]);
  if (other < 0) return;
  throw new UsageError(
    `${tuning[other]!.name} has chosen learning rates by ${criteria[other]}, and ${tuning[0]!.name} by ${criteria[0]}; name experiments that agree in it`,
  );
}

interface ValueOf {
  readonly part: NamedExperiment;
  readonly value: string;
}

/** The first setting that two experiments have, each with one value, in which they differ. */
function firstDifference(
  parts: readonly NamedExperiment[],
  statement: string,
): { whose: string; name: string; before: ValueOf; now: ValueOf } | undefined {
  const known = new Map<string, ValueOf>();
  for (const part of parts) {
    const own = new Map<string, SettingRow & { count: number }>();
    for (const row of part.db.prepare<[number], SettingRow>(statement).all(part.id)) {
      const key = `${row.whose}\n${row.name}`;
      own.set(key, { ...row, count: (own.get(key)?.count ?? 0) + 1 });
    }
    for (const [key, { whose, name, value, count }] of own) {
      // Where runs of one experiment differ in it already, it is none of what makes scores comparable.
      if (count > 1) continue;
      const before = known.get(key);
      if (before === undefined) known.set(key, { part, value });
      else if (before.value !== value) return { whose, name, before, now: { part, value } };
    }
  }
  return undefined;
}

/** What a reader has to know of experiments that are comparable and yet not alike, one sentence each. */
export function differenceNotes(parts: readonly NamedExperiment[]): string[] {
  const imported = parts.filter(({ db, id }) => readExperiment(db, id)!.importedWhat !== null);
  const differing = (sql: string): string[] => {
    const values = parts.flatMap(({ db, id }) => db.prepare<[number], string>(sql).pluck().all(id));
    return [...new Set(values)];
  };
  const told = (values: readonly string[], sentence: (values: string) => string): string[] =>
    values.length < 2 ? [] : [sentence(values.join(', '))];
  return [
    ...imported.map(
      ({ name }) =>
        `${name.charAt(0).toUpperCase()}${name.slice(1)} was imported: its evaluations, networks and settings are those of the program that trained it, and its seeds are not ours.`,
    ),
    ...told(
      differing('select version from experiments where id = ?'),
      (versions) => `The experiments were begun by several versions of rl-bench (${versions}).`,
    ),
    ...told(
      differing('select distinct backend from runs where experiment_id = ?'),
      (backends) =>
        `The experiments were trained on several backends (${backends}), whose last digits differ.`,
    ),
    ...told(
      differing(
        "select host_json ->> '$.hostname' as host from experiments where id = ? and host is not null",
      ),
      (hosts) =>
        `The experiments were begun on several machines (${hosts}): seconds are of other machines too.`,
    ),
  ];
}
