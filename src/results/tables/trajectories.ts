import { integer, real } from '../column.ts';
import { recorded } from '../table.ts';

export const trajectories = recorded({
  name: 'trajectories',
  row: "a point of the way through space in an episode of a run's last evaluation, in tasks that move in space",
  kind: 'trajectory',
  key: ['updateIndex', 'agent', 'episode', 'step'],
  team: 'a row an agent',
  columns: {
    updateIndex: integer('of the evaluation'),
    agent: integer('1, 2, … in a team; 1 for an agent alone'),
    episode: integer('0, 1, … of the evaluation'),
    step: integer('0 is the start; long episodes leave steps out, never the last'),
    x: real('where the agent was'),
    y: real('where the agent was'),
    z: real('where the agent was', { nullIf: 'the task is in the plane' }),
    goalX: real('where it had to go'),
    goalY: real('where it had to go'),
    goalZ: real('where it had to go', { nullIf: 'the task is in the plane' }),
  },
});
