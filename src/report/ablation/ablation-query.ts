/** The runs of an ablation, with what was varied in each. Nothing for an experiment that is none. */
export function ablationQuery(experiment: number): string {
  return `select
  s.env, s.agent, a.value ->> '$.values' as settings, a.value ->> '$.differs' as differs,
  e.config_json ->> '$.ablation.design' as design, r.total_timesteps, s.seed, s.status, s.final_return, s.final_not_finite
from experiments e
join json_each(e.config_json, '$.ablation.settings') a
join run_scores s
  on s.experiment_id = e.id and s.env = a.value ->> '$.env' and s.agent = a.value ->> '$.agent'
  and s.optimizer = a.value ->> '$.optimizer' and s.learning_rate is a.value ->> '$.learning_rate'
join runs r on r.id = s.run_id
where e.id = ${experiment} and s.status in ('finished', 'diverged')
order by s.env, s.agent, a.key, s.seed`;
}
