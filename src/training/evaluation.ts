import type { Agent } from '../../agents/index.ts';
import { makeEnv, stepResult } from '../../envs/index.ts';
import { RandomStream } from '../random.ts';
import { actionLength } from '../spaces.ts';
import { clipActions } from './clip-actions.ts';
import type { Perception } from './perception.ts';
import type { Policy } from './policy.ts';

/** How one member did without exploration. */
export interface Evaluation {
  readonly episodes: number;
  readonly meanReturn: number;
  /** Population standard deviation over the episodes. */
  readonly stdReturn: number;
  readonly successRate: number;
}

/**
 * Lets every member play whole episodes with its most probable actions.
 *
 * The episodes start from streams of their own that depend on the seed alone: a member meets the same starts and goals
 * at every evaluation and under every optimizer, so that differences are the policy's.
 *
 * @param perception how the members see during training; their statistics are used, not changed.
 * @param due members to evaluate; what is returned for the others means nothing.
 */
export async function evaluate(
  env: string,
  agent: Agent,
  policy: Policy,
  perception: Perception,
  seeds: readonly number[],
  due: readonly boolean[],
  episodes: number,
): Promise<Evaluation[]> {
  const vector = makeEnv(env, { size: seeds.length * episodes });
  const streams = seeds.flatMap((seed) =>
    Array.from({ length: episodes }, (_, episode) => RandomStream.of(seed, 'evaluation', episode)),
  );
  vector.reset(streams);
  const { distribution, collection } = agent;
  const width = actionLength(distribution.space);
  const actions = new Float32Array(vector.size * width);
  const seen = new Float32Array(vector.observations.length);
  const running = Uint8Array.from({ length: vector.size }, (_, copy) =>
    Number(due[Math.floor(copy / episodes)]),
  );
  const result = stepResult(vector);
  const returns = new Float64Array(vector.size);
  const successes = new Float64Array(vector.size);
  const rows = seeds.map((_, member) => Array.from({ length: episodes }, (_, i) => member * episodes + i));

  while (running.includes(1)) {
    for (const [member, own] of rows.entries()) perception.show(member, vector.observations, own, seen);
    const { actor } = await policy.predict(seen, episodes, false);
    for (let copy = 0; copy < vector.size; copy++) {
      distribution.mode(actor, copy * distribution.outputLength, actions, copy * width);
    }
    if (collection.clipActions) clipActions(actions, distribution.space);
    vector.step(actions, result, running);
    for (let copy = 0; copy < vector.size; copy++) {
      if (!running[copy]) continue;
      returns[copy]! += result.rewards[copy]!;
      if (!result.terminated[copy] && !result.truncated[copy]) continue;
      successes[copy] = result.success[copy]!;
      running[copy] = 0;
    }
  }

  return rows.map((own) => {
    const meanReturn = own.reduce((sum, copy) => sum + returns[copy]!, 0) / episodes;
    const squares = own.reduce((sum, copy) => sum + (returns[copy]! - meanReturn) ** 2, 0);
    const successRate = own.reduce((sum, copy) => sum + successes[copy]!, 0) / episodes;
    return { episodes, meanReturn, stdReturn: Math.sqrt(squares / episodes), successRate };
  });
}
