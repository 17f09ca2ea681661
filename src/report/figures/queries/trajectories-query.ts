import type { TaskRow } from '../drawing/tasks.ts';
import { chosenRuns } from './chosen-runs.ts';

/** Where an agent was at one step of an episode. */
export interface TrajectoryRow extends TaskRow {
  readonly seed: number;
  /** Its place in the team: 1, 2, … */
  readonly player: number;
  readonly episode: number;
  readonly step: number;
  readonly x: number | null;
  readonly y: number | null;
  /** Null in the plane, as the goal's. */
  readonly z: number | null;
  readonly goal_x: number | null;
  readonly goal_y: number | null;
  readonly goal_z: number | null;
}

/** Seeds whose ways are drawn, enough to see what the policies do. */
const mostSeeds = 5;

/** What captions say of that. */
export const waysNote =
  `Episodes of the last evaluation, of up to ${mostSeeds} seeds each. ` +
  'Dots: starts; crosses: goals; each line is one episode of one agent.';

/** The ways of each optimizer's first seeds, step by step. */
export function trajectoriesQuery(experiment: number): string {
  return `with
  ${chosenRuns(experiment)},
  drawn as (
    select *, row_number() over (partition by env, agent, optimizer order by seed) as place from chosen
  )
select
  d.env, d.agent, d.optimizer, d.seed, t.agent as player, t.episode, t.step,
  t.x, t.y, t.z, t.goal_x, t.goal_y, t.goal_z
from drawn d join trajectories t on t.run_id = d.run_id
where d.place <= ${mostSeeds}
order by d.env, d.agent, d.optimizer, d.seed, t.agent, t.episode, t.step`;
}

/** Tells the ways of an optimizer apart. */
export function nameOfWay({ seed, player, episode }: TrajectoryRow): string {
  return `seed ${seed}, agent ${player}, episode ${episode}`;
}
