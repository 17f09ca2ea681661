/** The runs of an ablation, with what was varied in each. Nothing for an experiment that is none. */
export function ablationQuery(experiment: number): string {
  return `with
  varied as materialized ( -- read from the configuration once
    select * from ablation_settings where experiment_id = ${experiment}
  )
select
  s.env, s.agent, a.settings, a.differs, e.ablation_design as design, r.total_timesteps, s.seed, s.status,
  s.final_return, s.final_not_finite
from varied a
join experiment_plans e on e.experiment_id = a.experiment_id
join run_scores s
  on s.experiment_id = a.experiment_id and s.env = a.env and s.agent = a.agent
  and s.optimizer = a.optimizer and s.learning_rate is a.learning_rate
join runs r on r.id = s.run_id
where s.experiment_id = ${experiment} and s.status in ('finished', 'diverged')
order by s.env, s.agent, a.place, s.seed`;
}
