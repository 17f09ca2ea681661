import { type Call, parseCall } from '../call-expression.ts';
import { assemble, type Parts } from './assemble.ts';

/** What the figures of an optimizer refer to, where they depend on the parameters. */
export const defaultTask = { env: 'cartpole', agent: 'ppo', network: 'mlp' } as const;

/** The parts of training with everything by default, on `cartpole`. @param optimizers one a member. */
export function defaultParts(optimizers: readonly Call[]): Parts {
  const { env, agent, network } = defaultTask;
  return assemble({
    env,
    agent: parseCall(agent),
    network: parseCall(network),
    members: optimizers.map((optimizer, seed) => ({ seed, optimizer })),
    totalTimesteps: 100_000,
    evaluation: { count: 1, episodes: 1 },
  });
}
