import type { TaskRow } from '../drawing/tasks.ts';
import { chosenRuns } from './chosen-runs.ts';

/** A point of the losses that evaluations measure. */
export interface EvaluatedLossRow extends TaskRow {
  readonly learning_rate: number | null;
  /** How far it is, mean over seeds. */
  readonly env_step: number;
  /** Runs that are in it, and how many there are at all. */
  readonly seeds: number;
  readonly runs: number;
  /** JSON arrays with a value a seed. */
  readonly train_losses: string;
  readonly test_losses: string;
}

/**
 * Losses of evaluations, of tasks that have such on examples that are learned from and on others; one row a point of a
 * curve, at most about 100 a curve. Seeds meet at their first, second, … evaluation. A run that diverged is in it until then.
 */
export function evaluatedLossesQuery(experiment: number): string {
  return `with
  ${chosenRuns(experiment)},
  measured as materialized (
    select
      c.*, row_number() over (partition by c.run_id order by e.update_index) - 1 as evaluation, e.env_step,
      max(m.value) filter (where m.quantity = 'train_loss') as train_loss,
      max(m.value) filter (where m.quantity = 'test_loss') as test_loss
    from chosen c
    join evaluations e on e.run_id = c.run_id
    join measurements m on m.run_id = e.run_id and m.update_index = e.update_index
    where m.quantity in ('train_loss', 'test_loss')
    group by e.run_id, e.update_index
  )
select
  env, agent, optimizer, learning_rate, avg(env_step) as env_step, count(*) as seeds, runs,
  json_group_array(train_loss) as train_losses,
  json_group_array(test_loss) as test_losses
from (select *, max(evaluation) over (partition by env, agent, optimizer) as last from measured)
where evaluation % ((last + 100) / 100) = 0 or evaluation = last
group by env, agent, optimizer, evaluation
order by env, agent, optimizer, evaluation`;
}
