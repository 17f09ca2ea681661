import { RandomStream } from '../src/random.ts';
import { actionLength } from '../src/spaces.ts';
import type { TeamTask } from './team-task.ts';

/** What stands in the last number before the task may write to it. */
const marks = [12345.5, -54321.5] as const;

/**
 * The task with the numbers of its state that are its own.
 *
 * In earlier versions `stateLength` counted one number more, the last one, in which the vector environment kept the count
 * of elapsed steps for the task to read. Tasks that were written so go on as they are: the last number of theirs is
 * written neither by `reset` nor by `step`, while a task writes all numbers of its own when it is reset.
 */
export function withOwnNumbers(task: TeamTask): TeamTask {
  const { spec } = task;
  if (spec.stateLength === 0 || writesLastNumber(task)) return task;
  return { ...task, spec: { ...spec, stateLength: spec.stateLength - 1 } };
}

function writesLastNumber(task: TeamTask): boolean {
  const { agents, stateLength, actionSpace } = task.spec;
  const width = actionLength(actionSpace);
  const last = stateLength - 1;
  const actions = new Float32Array(agents * width);
  const actionsAt = Array.from({ length: agents }, (_, agent) => agent * width);
  try {
    return marks.some((mark) => {
      const state = new Float64Array(stateLength);
      state[last] = mark;
      const stream = RandomStream.of(1, 'environment');
      task.reset(state, 0, stream, 0);
      if (state[last] !== mark) return true;
      const outcome = { rewards: new Float64Array(agents), terminated: false, success: false };
      task.step(state, 0, actions, actionsAt, outcome, 0, stream);
      return state[last] !== mark;
    });
  } catch {
    // It cannot work with what is no number of its own; whatever else is wrong with it shows when it is used.
    return true;
  }
}
