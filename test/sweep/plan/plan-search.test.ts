import { describe, expect, test } from 'vitest';
import { formatCall } from '../../../src/call-expression.ts';
import { planSweep, type SweepPlan } from '../../../src/sweep/plan/plan.ts';
import { parseStudy } from '../../../src/sweep/study/study-file.ts';

function planOf(settings: object): SweepPlan {
  const { study, origin } = parseStudy(JSON.stringify({ env: 'cartpole', seeds: 1, ...settings }), 'x.yaml');
  return planSweep(study, {}, origin);
}

function pairs({ populations }: SweepPlan): string[] {
  return populations.map(({ agentLabel, label }) => `${agentLabel} ${label}`);
}

describe('policy search in a study', () => {
  test('has a linear policy where no network is named', () => {
    const networksOf = (settings: object) =>
      planOf({ agents: ['policy-search'], optimizers: ['CMAES'], ...settings }).populations.map(
        ({ population }) => formatCall(population.network).replace(/,activation.*/, ''),
      );
    expect(networksOf({})).toEqual(['mlp(sizes=[]']);
    expect(networksOf({ network: 'mlp(sizes=[4])' })).toEqual(['mlp(sizes=[4]']);
  });

  test('stands beside agents that follow gradients, each with the optimizers of its kind', () => {
    const plan = planOf({
      agents: ['ppo', 'policy-search'],
      optimizers: ['ADAM', 'CMAES', 'CAUTIOUS(SGD)', 'hopping(sigma=0.5)'],
    });
    expect(pairs(plan)).toEqual([
      'ppo ADAM',
      'ppo CAUTIOUS(SGD)',
      'policy-search CMAES',
      'policy-search HOPPING(sigma=0.5)',
    ]);
    const [ppo, , search] = plan.populations;
    expect(formatCall(ppo!.population.network)).toContain('sizes=[64,64]');
    expect(formatCall(search!.population.network)).toContain('sizes=[]');
  });

  test('tries settings of rules in grids, and learning rates where there are some', () => {
    const plan = planOf({
      agents: ['policy-search'],
      optimizers: [
        { name: 'CMAES', sigma: [0.1, 0.3] },
        { name: 'OPENES', lr: [0.01, 0.1] },
      ],
    });
    expect(plan.populations.map(({ label, learningRates }) => [label, learningRates])).toEqual([
      ['CMAES(sigma=0.1)', [null]],
      ['CMAES(sigma=0.3)', [null]],
      ['OPENES', [0.01, 0.1]],
    ]);
    const rates = planOf({ agents: ['policy-search'], optimizers: ['PGPE'], learning_rates: [0.3, 3] });
    expect(rates.populations.map(({ learningRates }) => learningRates)).toEqual([[0.3, 3]]);
  });

  test.each([
    [
      { agents: ['policy-search'], optimizers: ['ADAM'] },
      'ADAM needs gradients, and policy-search searches without them; take OPENES, PGPE, CMAES, CEM, CBO or HOPPING, or another --agent',
    ],
    [
      { agents: ['ppo'], optimizers: ['CMAES'] },
      'CMAES searches without gradients, and ppo learns by them; take --agent policy-search, or an optimizer that follows gradients',
    ],
    [
      { agents: ['ppo', 'policy-search'], optimizers: ['ADAM', 'SGD'] },
      'none of the optimizers is one that policy-search can learn by; name a search rule, as CMAES, or leave the agent out',
    ],
    [
      { agents: ['ppo', 'policy-search'], optimizers: ['CMAES'] },
      'none of the optimizers is one that ppo can learn by; name one that follows gradients, as ADAM, or leave the agent out',
    ],
    [
      { agents: ['policy-search'], optimizers: ['OPENES', 'CMAES'], learning_rates: [0.1] },
      'CMAES has no learning rate, so learning_rates would say nothing to it: how far it looks around is its sigma, as CMAES(sigma=0.1); name rates beside those that have one instead, as OPENES(lr=0.01)',
    ],
    [
      { agents: ['policy-search'], optimizers: ['CMAES'], critic_optimizer: 'ADAM' },
      'policy-search has no critic; leave out critic_optimizer',
    ],
    [
      { agents: ['policy-search'], optimizers: ['CMAES'], network: 'mlp' },
      'CMAES searches among 200 parameters at most, given 4610; take a smaller network, as mlp(sizes=[]), or CMAES(variant=separable)',
    ],
    [
      { agents: ['policy-search'], optimizers: ['CLIP(CMAES)'] },
      'CLIP needs gradients, and policy-search searches without them',
    ],
    [
      { agents: ['policy-search'], optimizers: ['CMEAS'] },
      'unknown search rule "CMEAS": did you mean CMAES?',
    ],
    [
      { agents: ['policy-search'], optimizers: ['OPENES(population=5)'] },
      'must be even, for candidates come in pairs',
    ],
    [
      { agents: ['policy-search'], optimizers: ['CMAES'], controllers: ['plateau'] },
      'controller "plateau" decides the learning_rate_factor of updates, which policy-search does not take from it',
    ],
  ])('is refused where it does not fit: %j', (settings, message) => {
    expect(() => planOf(settings)).toThrow(message);
  });
});
