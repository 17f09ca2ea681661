import { describe, expect, test } from 'vitest';
import { defaults, type PpoUpdate, ppo } from '../../reference/ppo.ts';
import { parseCall } from '../../src/call-expression.ts';
import type { UpdateRecord } from '../../src/results/records.ts';
import * as tf from '../../src/tensors/tf.ts';
import { trainPopulation } from '../../src/workloads/train-population.ts';
import { doublePrecision, expectClose } from '../agents/golden.ts';

type Settings = Partial<typeof defaults>;

/** Small enough for a test, and large enough that episodes end, are cut by their time limit and go on beyond it. */
const small: Settings = {
  ...{ num_envs: 3, num_steps: 12, num_minibatches: 2, update_epochs: 2, sizes: [6, 6], seed: 3 },
  total_timesteps: 4 * 36,
};

const cases: Readonly<Record<string, Settings>> = {
  'cartpole, some episodes cut': { env: 'cartpole(max_episode_steps=12)' },
  'cartpole, without clipping of the value loss or annealing': {
    env: 'cartpole(max_episode_steps=20)',
    ...{ clip_vloss: false, anneal_lr: false, norm_adv: false, ent_coef: 0, max_grad_norm: 0.1 },
  },
  'cartpole, epochs stopped by their KL divergence': {
    env: 'cartpole(max_episode_steps=20)',
    lr: 0.01,
    target_kl: 0.01,
  },
  'pendulum, continuous': { env: 'pendulum(max_episode_steps=25)' },
  'mountain-car-continuous, a learned spread': {
    ...{ env: 'mountain-car-continuous(max_episode_steps=25)', log_std_init: -0.5, ent_coef: 0.02 },
  },
};

/** `name(key=value,…)` of the settings that an entry knows. */
function call(name: string, settings: Settings, keys: readonly (keyof Settings)[]) {
  const text = (value: unknown) => (Array.isArray(value) ? `[${value}]` : String(value));
  const given = keys.filter((key) => settings[key] !== undefined && settings[key] !== Infinity);
  return parseCall(`${name}(${given.map((key) => `${key}=${text(settings[key])}`)})`);
}

const ofPpo = Object.keys(defaults).filter(
  (key) => !['env', 'seed', 'total_timesteps', 'sizes', 'lr', 'betas', 'eps'].includes(key),
) as (keyof Settings)[];

/** The same by a population, in which another member trains beside. */
async function population(settings: Settings) {
  const { env, seed, total_timesteps } = settings as typeof defaults;
  const optimizer = call('ADAM', settings, ['lr', 'betas', 'eps']);
  const plan = {
    env,
    agent: call('ppo', settings, ofPpo),
    network: call('mlp', settings, ['sizes']),
    members: [seed + 1, seed].map((each) => ({ seed: each, optimizer })),
    totalTimesteps: total_timesteps,
    evaluation: { count: 1, episodes: 1 },
  };
  const parameters: number[][] = [];
  const populationObserver = async (view: { parameters(): Promise<ArrayLike<number>[]> }) =>
    void parameters.push(Array.from((await view.parameters())[1]!));
  const updates: UpdateRecord[] = [];
  const returns: number[] = [];
  for await (const records of trainPopulation(plan, { populationObserver })) {
    for (const record of records) {
      if (record.member !== 1) continue;
      if (record.kind === 'update') updates.push(record);
      if (record.kind === 'episode') returns.push(record.return);
    }
  }
  return { updates, returns, parameters: parameters.slice(1) };
}

const terms = [
  ...(['envStep', 'learningRate', 'policyLoss', 'valueLoss', 'entropy'] as const),
  ...(['approxKl', 'clipFraction', 'explainedVariance'] as const),
];

describe("The population's PPO is the reference's, update by update", () => {
  test.each(Object.entries(cases))('%s', async (_, own) => {
    const settings = { ...defaults, ...small, ...own };
    const before = tf.memory().numTensors;
    const wanted: PpoUpdate[] = [...ppo(settings)];
    expect(tf.memory().numTensors).toBe(before);
    const found = await population(settings);

    expect(wanted).toHaveLength(4);
    expect(found.updates).toHaveLength(4);
    const tolerance = doublePrecision ? 1e-11 : 2e-5;
    const returns = wanted.flatMap(({ episodeReturns }) => episodeReturns);
    expectClose(found.returns, returns, tolerance, 'returns of episodes');
    for (const [index, update] of wanted.entries()) {
      const at = `of update ${index + 1}`;
      for (const term of terms) {
        expectClose(found.updates[index]![term]!, update[term], tolerance, `${term} ${at}`);
      }
      expectClose(found.parameters[index]!, update.parameters, tolerance, `parameters ${at}`);
    }
  });
});
