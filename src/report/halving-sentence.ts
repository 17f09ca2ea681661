import type { Database } from 'better-sqlite3';
import { several } from '../several.ts';
import { formatCount, formatPercent } from '../text/format.ts';

interface Tuning {
  readonly settings: number;
  readonly dropped: number;
  readonly spent: number | null;
  readonly asked: number;
  /** The mean share of their budgets that runs were given. */
  readonly given: number;
  /** 1 where episodes are the budget of some run. */
  readonly byEpisodes: 0 | 1;
  /** 1 where more than learning rates was to be chosen for some optimizer; null where nothing was dropped. */
  readonly chosen: 0 | 1 | null;
}

/**
 * How learning rates were tuned, where successive halving has dropped some of them: how many, and what tuning took of what
 * training all of them to the end takes. Undefined where none was dropped.
 */
export function halvingSentence(db: Database, experimentId: number): string | undefined {
  const { settings, dropped, spent, asked, given, byEpisodes, chosen } = db
    .prepare<[{ experiment: number }], Tuning>(
      `with plans as materialized ( -- read once, for of a large study it has megabytes
         select p.key as population, p.value ->> '$.population.totalEpisodes' as total_episodes
         from experiments x join json_each(x.config_json, '$.populations') p where x.id = @experiment
       ),
       halved as materialized (
         select distinct env, agent, coalesce(setting_of, optimizer) as optimizer
         from runs where experiment_id = @experiment and status = 'dropped'
       )
       select
         count(distinct json_array(r.env, r.agent, r.optimizer, r.learning_rate)) as settings,
         count(distinct iif(r.status = 'dropped', json_array(r.env, r.agent, r.optimizer, r.learning_rate), null))
           as dropped,
         sum(r.env_steps) as spent, sum(r.total_timesteps) as asked, avg(coalesce(r.budget_share, 1)) as given,
         coalesce(max(p.total_episodes is not null), 0) as byEpisodes, max(r.setting_of is not null) as chosen
       from runs r
       join halved h on h.env = r.env and h.agent = r.agent and h.optimizer = coalesce(r.setting_of, r.optimizer)
       left join plans p on p.population = r.population
       where r.experiment_id = @experiment and r.phase = 'tuning'`,
    )
    .get({ experiment: experimentId })!;
  if (dropped === 0) return undefined;
  const share = formatPercent(byEpisodes ? given : (spent ?? 0) / asked);
  const took = byEpisodes
    ? `${share} % of the budgets`
    : `${formatCount(spent)} steps, ${share} % of what training all of them to the end takes`;
  return `${chosen ? 'Settings' : 'Learning rates'} were tuned by successive halving, which dropped ${dropped} of ${several(settings, 'setting')} before the end of their budgets: tuning took ${took}.`;
}
