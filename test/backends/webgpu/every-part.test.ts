import { expect, test } from 'vitest';
import { agents } from '../../../agents/index.ts';
import { formatCall } from '../../../src/call-expression.ts';
import { controllers } from '../../../src/controllers/index.ts';
import { diagnostics } from '../../../src/diagnostics/index.ts';
import { exampleOf, optimizers } from '../../../src/optimizers/index.ts';
import * as tf from '../../../src/tensors/tf.ts';
import type { PopulationPlan } from '../../../src/training/population-plan.ts';
import { smallAgent, smallOptimizer } from '../../training/small-agent.ts';
import { recordsOf, recordsOfMember, smallPlan } from '../../training/small-plan.ts';
import { byMember, trainedWithStops } from '../../training/stops.ts';

const ppo = 'num_envs=2,num_steps=4,num_minibatches=1,update_epochs=1';

/** Three updates. The policy waits for the device after every step, so episodes and roll-outs are as short as can be. */
function short(given: Parameters<typeof smallPlan>[0] = {}): PopulationPlan {
  const plan = smallPlan({
    env: 'cartpole(max_episode_steps=4)',
    agent: `ppo(${ppo})`,
    network: 'mlp(sizes=[4])',
    totalTimesteps: 24,
    seeds: [1, 2],
    ...given,
  });
  return { ...plan, evaluation: { count: 1, episodes: 1 } };
}

const call = (name: string, settings: Record<string, number> = {}) => ({ name, positional: [], settings });

function withWrapper(entry: ReturnType<typeof optimizers.entries>[number]): PopulationPlan {
  const spec = exampleOf(entry);
  return short({ optimizers: [typeof spec === 'string' ? spec : formatCall(spec)] });
}

/** Agents whose roll-outs are a number of steps; others end with the update that reaches the budget. */
const inSteps: Readonly<Record<string, string>> = {
  ppo,
  trpo: 'num_envs=2,num_steps=4,critic_epochs=1,cg_iterations=2',
  npg: 'num_envs=2,num_steps=4,critic_epochs=1,cg_iterations=2',
};

function withAgent(name: string): PopulationPlan {
  const own = inSteps[name];
  return short({
    agent: own === undefined ? smallAgent(name) : `${name}(${own})`,
    optimizers: [smallOptimizer(name)],
  });
}

/** Wrappers that ask for more than gradients; the others are held to cpu in agreement.test.ts. */
const beyondGradients = new Set(['GHOSTS', 'LR_SPIKE', 'DAL', 'DIVGRAD', 'DIVLR', 'REDO', 'SARAH']);

const parts: readonly (readonly [name: string, plan: PopulationPlan])[] = [
  // It makes an update of every step, which takes as long as all others together; agreement.test.ts has one of them.
  ...agents
    .entries()
    .filter(({ name }) => name !== 'stream-ac')
    .map(({ name }) => [`agent ${name}`, withAgent(name)] as const),
  ...controllers
    .entries()
    .map(({ name }) => [`controller ${name}`, { ...short(), controllers: [call(name)] }] as const),
  ...diagnostics.entries().map(({ name }) => {
    const own = call(name, name === 'curvature' ? { steps: 2, probes: 1 } : {});
    return [`diagnostic ${name}`, { ...short(), diagnostics: [own], diagnosticsEvery: 3 }] as const;
  }),
  ...optimizers
    .entries()
    .filter(({ name }) => beyondGradients.has(name))
    .map((entry) => [`wrapper ${entry.name}`, withWrapper(entry)] as const),
  ['spectral normalisation', short({ network: 'mlp(sizes=[4,4],spectral=-2)' })],
  ['StableMax', short({ agent: `ppo(${ppo},policy_head=stablemax)` })],
];

test.each(parts)(
  'On webgpu, with %s, a member reports the same in company as alone and stopped on the way, and no tensors are left',
  async (_, plan) => {
    const before = tf.memory().numTensors;
    const together = await recordsOf(plan);
    expect(together.some(({ kind, member }) => kind === 'update' && member === 1)).toBe(true);
    expect(tf.memory().numTensors).toBe(before);
    const alone = { ...plan, members: plan.members.slice(1) };
    expect(byMember(await trainedWithStops(alone, [1]))).toEqual(recordsOfMember(together, 1));
  },
);
