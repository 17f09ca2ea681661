import { parseCall } from '../../call-expression.ts';
import { type ControlParts, controlParts } from './control-parts.ts';

/** What the figures of an optimizer refer to, where they depend on the parameters. */
export const defaultTask = { env: 'cartpole', agent: 'ppo', network: 'mlp' } as const;

/** Agent and networks with everything by default, on `cartpole`. */
export function defaultParts(agent: string = defaultTask.agent): ControlParts {
  const { env, network } = defaultTask;
  return controlParts({
    env,
    agent: parseCall(agent),
    network: parseCall(network),
    members: [],
    totalTimesteps: 100_000,
    evaluation: { count: 1, episodes: 1 },
  });
}
