import { type Call, parseCall } from '../call-expression.ts';
import type { Learner } from '../training/learner.ts';
import type { Experience } from '../training/workload.ts';
import { type ControlParts, controlParts } from '../workloads/control/control-parts.ts';
import { ControlWorkload } from '../workloads/control/control-workload.ts';

/** What is gathered once, and how it is learned from. */
export interface RolloutSize {
  /** Units of the two hidden layers of actor and critic. */
  readonly width: number;
  /** Copies of the environment. */
  readonly copies: number;
  /** Of each copy. */
  readonly steps: number;
  /** Samples of a minibatch, a divisor of all that there are. */
  readonly minibatch: number;
}

export interface OneRollout {
  readonly parts: ControlParts;
  /** The caller disposes it. */
  readonly workload: ControlWorkload;
  /** Minibatches of a pass. */
  readonly minibatches: number;
  /** What the untrained policy of the learner lives through. The caller disposes it. @throws the reason of the signal. */
  gather(learner: Learner, giveUp: AbortSignal): Promise<Experience>;
}

/**
 * One roll-out of `ppo` on `cartpole` by a single member, whose observations are scaled as by `norm_obs`. One seed has the same
 * roll-out and untrained networks with all optimizers.
 *
 * @param passes over the roll-out. @param others settings of the agent: `clip_vloss=false`.
 */
export function oneRollout(
  { width, copies, steps, minibatch }: RolloutSize,
  { optimizer, seed, passes, others }: { optimizer: Call; seed: number; passes: number; others: string },
): OneRollout {
  const minibatches = (copies * steps) / minibatch;
  const plan = {
    env: 'cartpole',
    agent: parseCall(
      `ppo(num_envs=${copies},num_steps=${steps},num_minibatches=${minibatches},update_epochs=${passes},norm_obs=true,${others})`,
    ),
    network: parseCall(`mlp(sizes=[${width},${width}])`),
    members: [{ seed, optimizer }],
    totalTimesteps: copies * steps,
    evaluation: { count: 1, episodes: 1 },
  };
  const parts = controlParts(plan);
  const workload = new ControlWorkload(plan, parts);
  return {
    ...{ parts, workload, minibatches },
    gather(learner, giveUp) {
      const request = { players: [true], updates: [0], params: () => learner.params(), elapsed: () => 0 };
      return workload.next({ ...request, giveUp }, [workload.schedule]);
    },
  };
}
