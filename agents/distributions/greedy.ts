import type { ActionSpace } from '../../src/spaces.ts';
import type { ActionDistribution } from './distribution.ts';
import { actionDistribution } from './index.ts';

/** A policy that draws nothing: its one action is the usual distribution's most probable one, and nothing is learned beside the network. */
export function greedy(space: ActionSpace): ActionDistribution {
  const { outputLength, mode } = actionDistribution(space, { logStdInit: 0 });
  return {
    space,
    outputLength,
    parameters: [],
    sampler: () => ({
      sample(outputs, at, _stream, actions, actionAt) {
        mode(outputs, at, actions, actionAt);
        return 0;
      },
    }),
    mode,
    evaluate() {
      throw new Error('a policy that draws nothing has no log-probabilities to learn from');
    },
  };
}
