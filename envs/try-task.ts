import { UsageError } from '../src/errors.ts';
import { RandomStream } from '../src/random.ts';
import { actionLength } from '../src/spaces.ts';
import type { TeamTask } from './team-task.ts';

/** What stands in memory that a task has to write, and in memory that it must leave alone. */
const marks = [12345.5, -54321.5] as const;
/** Numbers on either side that belong to other copies. */
const margin = 3;

/**
 * Lets a task begin an episode and take a step, among other copies: it has to write what it is asked for, nowhere else,
 * and at once. Whether what it writes are finite numbers is not judged here; a run whose environment gives what is no
 * number fails.
 *
 * @param called the environment, for the message.
 * @param explain what the task has thrown, in one line.
 * @throws UsageError that says what to change.
 */
export function tryTask(task: TeamTask, called: string, explain: (error: unknown) => string): void {
  const { agents, stateLength, observationSpace, actionSpace, success } = task.spec;
  const [lengths, width] = [observationSpace.low.length, actionLength(actionSpace)];
  const untouched = new Set(Array.from({ length: lengths }, (_, index) => index));
  for (const mark of marks) {
    const state = new Float64Array(margin + stateLength + margin).fill(mark);
    const actions = new Float32Array(margin + agents * width + margin);
    const actionsAt = Array.from({ length: agents }, (_, agent) => margin + agent * width);
    const outcome = { rewards: new Float64Array(agents), terminated: false, success: false };
    const attempt = (what: string, work: () => unknown): void => {
      let answer: unknown;
      try {
        answer = work();
      } catch (error) {
        throw new UsageError(`${what} of ${called} does not work: ${explain(error)}`);
      }
      if (typeof (answer as Promise<unknown> | undefined)?.then === 'function') {
        (answer as Promise<unknown>).then(undefined, () => {});
        throw new UsageError(`${what} of ${called} returns a promise; environments must answer at once`);
      }
      refuseStrays(
        state,
        stateLength,
        mark,
        `${what} of ${called} must leave alone the state before index at and from at + ${stateLength} on, for spec.stateLength is ${stateLength}`,
      );
    };
    const look = (): void => {
      for (let agent = 0; agent < agents; agent++) {
        const seen = new Float32Array(margin + lengths + margin).fill(mark);
        attempt('observe', () => task.observe(state, margin, agent, seen, margin));
        refuseStrays(
          seen,
          lengths,
          mark,
          `observe of ${called} must write ${lengths} numbers from observationAt on, and no others`,
        );
        for (const index of [...untouched]) if (seen[margin + index] !== mark) untouched.delete(index);
      }
    };
    state.fill(0, margin, margin + stateLength);
    const stream = RandomStream.of(1, 'environment');
    attempt('reset', () => task.reset(state, margin, stream, 0));
    look();
    attempt('step', () => {
      // Tasks of earlier versions read the count of elapsed steps here.
      state[margin + stateLength] = 0;
      const answer = task.step(state, margin, actions, actionsAt, outcome, 0, stream);
      if (state[margin + stateLength] === 0) state[margin + stateLength] = mark;
      return answer;
    });
    if ('reward' in outcome) {
      throw new UsageError(
        `step of ${called} sets outcome.reward, and with spec.agents it is outcome.rewards[agent]; leave agents out of the spec of a task for one`,
      );
    }
    if (outcome.success && success === null) {
      throw new UsageError(
        `step of ${called} reports a success, and spec.success is null; say there in words what a success is`,
      );
    }
    look();
  }
  const [missing] = untouched;
  if (missing === undefined) return;
  throw new UsageError(
    `observe of ${called} must write all ${lengths} numbers from observations[observationAt] on; number ${missing + 1} is left as it was`,
  );
}

/** @param length of the part in the middle that may be written to. */
function refuseStrays(
  numbers: Float32Array | Float64Array,
  length: number,
  mark: number,
  message: string,
): void {
  const around = [...numbers.subarray(0, margin), ...numbers.subarray(margin + length)];
  if (around.some((value) => value !== mark)) throw new UsageError(message);
}
