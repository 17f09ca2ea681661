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
    .prepare<[number], Tuning>(
      `select
         count(distinct json_array(r.env, r.agent, r.optimizer, r.learning_rate)) as settings,
         count(distinct iif(r.status = 'dropped', json_array(r.env, r.agent, r.optimizer, r.learning_rate), null))
           as dropped,
         sum(r.env_steps) as spent, sum(r.total_timesteps) as asked, avg(coalesce(r.budget_share, 1)) as given,
         coalesce(max(p.total_episodes is not null), 0) as byEpisodes, max(r.setting_of is not null) as chosen
       from runs r left join run_plans p on p.run_id = r.id
       where r.experiment_id = ? and r.phase = 'tuning' and r.env || r.agent || coalesce(r.setting_of, r.optimizer) in (
         select env || agent || coalesce(setting_of, optimizer) from runs where experiment_id = r.experiment_id and status = 'dropped'
       )`,
    )
    .get(experimentId)!;
  if (dropped === 0) return undefined;
  const share = formatPercent(byEpisodes ? given : (spent ?? 0) / asked);
  const took = byEpisodes
    ? `${share} % of the budgets`
    : `${formatCount(spent)} steps, ${share} % of what training all of them to the end takes`;
  return `${chosen ? 'Settings' : 'Learning rates'} were tuned by successive halving, which dropped ${dropped} of ${several(settings, 'setting')} before the end of their budgets: tuning took ${took}.`;
}
