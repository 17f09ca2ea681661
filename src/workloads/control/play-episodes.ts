import type { Agent } from '../../../agents/index.ts';
import { type StepResult, stepResult, type VectorEnv } from '../../../envs/index.ts';
import { giveWay } from '../../give-way.ts';
import { actionLength } from '../../spaces.ts';
import { clipActions } from './clip-actions.ts';
import type { MemberCopies } from './member-copies.ts';
import type { Policy } from './policy.ts';

/** Writes the action of a row; called for rows that run, in order. */
export type Act = (outputs: Float32Array, row: number, actions: Float32Array) => void;

/** What is done on the way through whole episodes. */
export interface OnTheWay {
  /** Shows what is to be acted on next: writes the observations as players see them into `seen`. */
  show(observations: Float32Array, seen: Float32Array): void;
  readonly act: Act;
  /** Told of every step. @param step 1, 2, … @param moved 1 for the rows that have made it. */
  stepped(step: number, result: StepResult, moved: Uint8Array): void;
}

/** The most probable actions. */
export function mostProbable({ distribution }: Pick<Agent, 'distribution'>): Act {
  const width = actionLength(distribution.space);
  return (outputs, row, actions) =>
    distribution.mode(outputs, row * distribution.outputLength, actions, row * width);
}

/**
 * Lets the rows of an environment act in one whole episode each. Those of a player whose environment fails in one of them
 * stand still from there on.
 *
 * @param copies which rows are whose. @param running rows that act, of players; those that are done are taken out of it.
 * @param giveUp ends it between two steps: it is rejected.
 */
export async function playEpisodes(
  vector: VectorEnv,
  { distribution, collection }: Pick<Agent, 'distribution' | 'collection'>,
  policy: Policy,
  copies: MemberCopies,
  running: Uint8Array,
  { show, act, stepped }: OnTheWay,
  giveUp?: AbortSignal,
): Promise<void> {
  const actions = new Float32Array(vector.size * actionLength(distribution.space));
  const seen = new Float32Array(vector.observations.length);
  const result = stepResult(vector);
  copies.halt(running, vector.faults);
  for (let step = 1; running.includes(1); step++) {
    show(vector.observations, seen);
    const { actor } = await policy.predict(seen, running, false);
    for (let row = 0; row < vector.size; row++) if (running[row]) act(actor, row, actions);
    if (collection.clipActions) clipActions(actions, distribution.space);
    vector.step(actions, result, running);
    copies.halt(running, vector.faults);
    stepped(step, result, running);
    for (let row = 0; row < vector.size; row++) if (hasEnded(result, row)) running[row] = 0;
    await giveWay(giveUp);
  }
}

/** True where a step was the last of its row's episode. */
export function hasEnded({ terminated, truncated }: StepResult, row: number): boolean {
  return terminated[row] === 1 || truncated[row] === 1;
}
