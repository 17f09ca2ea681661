import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatCall } from '../../../src/call-expression.ts';
import { RandomStream } from '../../../src/random.ts';
import { planSweep, type SweepPlan } from '../../../src/sweep/plan/plan.ts';
import { countScoringRuns } from '../../../src/sweep/plan/scoring-stage.ts';
import { draw } from '../../../src/sweep/study/distribution.ts';
import { runSettings } from '../../../src/sweep/study/run-settings.ts';
import { parseStudy } from '../../../src/sweep/study/study-file.ts';

function planOf(text: string): SweepPlan {
  const { study, origin } = parseStudy(text, 'x.yaml');
  return planSweep(study, {}, origin);
}

/** `ADAM: 0.1 0.2`, the learning rates of each population. */
function rates({ populations }: SweepPlan): string[] {
  return populations.map(({ label, learningRates }) => `${label}: ${[...new Set(learningRates)].join(' ')}`);
}

describe('a study', () => {
  test('in the words of the flags is the plan of the flags', () => {
    const settings = {
      title: 'the same',
      env: 'cartpole(gravity=12)',
      agents: ['ppo(num_envs=2)', 'reinforce'],
      optimizers: ['MILO(momentum=0.8)', 'CAUTIOUS(ADAMW)'],
      network: 'mlp(sizes=[8])',
      seed_list: [3, 8],
      learning_rates: [0.1, 0.01],
      total_timesteps: 4096,
      evaluations: 2,
      eval_episodes: 3,
    };
    expect(planOf(JSON.stringify(settings))).toEqual(planSweep(runSettings.parse(settings)));
  });

  test('combines environments, agents, optimizers and grids, the last one changing fastest', () => {
    const { populations } = planOf(`
      envs: [cartpole, acrobot]
      agents: [ppo, { name: reinforce, gamma: [0.9, 0.99] }]
      optimizers: [SGD, { name: ADAM, eps: [1e-8, 1e-5], betas: [[0.9, 0.99], [0.8, 0.9]] }]
      seeds: 2`);
    const labels = populations.map(({ population, agentLabel, label }) =>
      [population.env, agentLabel, label].join(' '),
    );
    expect(labels).toHaveLength(2 * 3 * 5);
    expect(labels.slice(0, 6)).toEqual([
      'cartpole ppo SGD',
      'cartpole ppo ADAM(betas=[0.9,0.99],eps=1e-8)',
      'cartpole ppo ADAM(betas=[0.8,0.9],eps=1e-8)',
      'cartpole ppo ADAM(betas=[0.9,0.99],eps=0.00001)',
      'cartpole ppo ADAM(betas=[0.8,0.9],eps=0.00001)',
      'cartpole reinforce(gamma=0.9) SGD',
    ]);
    expect(new Set(labels).size).toBe(labels.length);
  });

  test('may say once what several entries have alike', () => {
    const { populations } = planOf(`
      env: cartpole
      optimizers:
        - &adam { name: ADAM, eps: 1e-6, lr: 1 }
        - { <<: *adam, eps: 1e-5 }`);
    expect(populations.map(({ label }) => label)).toEqual(['ADAM(eps=0.000001)', 'ADAM(eps=0.00001)']);
    expect(populations.map(({ learningRates }) => learningRates[0])).toEqual([1, 1]);
  });

  test('counts its budget in episodes where it says so, and evaluates elsewhere', () => {
    const { populations } = planOf(`
      envs:
        - point-nav(max_episode_steps=20)
        - { name: cartpole, total_timesteps: 3000, eval_env: CartPole-v1 }
      eval_env: "point-nav(random_goal=false)"
      agents: [reinforce]
      optimizers: [SGD]
      total_episodes: 7
      seeds: 1`);
    expect(populations.map(({ population }) => population)).toMatchObject([
      {
        totalEpisodes: 7,
        totalTimesteps: 7 * 20,
        evaluation: { env: 'point-nav(random_goal=false)' },
      },
      { totalTimesteps: 3000, evaluation: { env: 'cartpole' } },
    ]);
    expect(populations[1]!.population).not.toHaveProperty('totalEpisodes');
  });

  test('evaluates with drawn actions where it says so, and says nothing of it elsewhere', () => {
    const { populations } = planOf(`
      envs: [{ name: cartpole, eval_sampled: true }, acrobot]
      optimizers: [SGD]
      seeds: 1`);
    const [there, elsewhere] = populations.map(({ population }) => population.evaluation);
    expect(there).toMatchObject({ sampled: true });
    expect(elsewhere).not.toHaveProperty('sampled');
  });

  test('takes learning rates from the optimizer, else from the study, else from the recipe', () => {
    const optimizers = '[SGD(lr=0.5), { name: ADAM, lr: [1, 2] }, MILO]';
    expect(rates(planOf(`{ env: cartpole, optimizers: ${optimizers}, learning_rates: [3, 4] }`))).toEqual([
      'SGD: 0.5',
      'ADAM: 1 2',
      'MILO: 3 4',
    ]);
    expect(rates(planOf(`{ env: cartpole, optimizers: ${optimizers} }`)).at(-1)).toBe('MILO: 0.01');
  });

  test('gives a setting to the outermost of wrapped optimizers that has it, the learning rate to the innermost', () => {
    const { populations } = planOf(`
      env: cartpole
      optimizers: [{ name: "CLIP(SGD)", max_norm: [0.5, 1], momentum: 0.9, lr: 0.25 }]
      seeds: 1`);
    expect(populations.map(({ label }) => label)).toEqual([
      'CLIP(SGD(momentum=0.9),max_norm=0.5)',
      'CLIP(SGD(momentum=0.9),max_norm=1)',
    ]);
    expect(formatCall(populations[0]!.population.members[0]!.optimizer)).toContain('lr=0.25');
  });

  test('may say something else for one environment', () => {
    const { populations } = planOf(`
      envs: [cartpole, { name: acrobot, total_timesteps: 2048, evaluations: 1, network: "mlp(sizes=[4])" }]
      optimizers: [SGD]
      total_timesteps: 4096`);
    expect(populations.map(({ population }) => population.totalTimesteps)).toEqual([4096, 2048]);
    expect(populations.map(({ population }) => population.evaluation)).toEqual([
      { count: 10, episodes: 16 },
      { count: 1, episodes: 16 },
    ]);
    expect(populations[1]!.population.network.settings).toMatchObject({ sizes: [4] });
  });

  test('counts in thousands and millions, and leaves texts alone', () => {
    const { title, populations } = planOf(`
      title: 10k
      envs: [{ name: cartpole, total_timesteps: 1_000k }]
      agents: [{ name: ppo, num_steps: [1k, 2_000] }]
      optimizers: [{ name: ADAM, lr: 1e-3 }]
      seeds: 1_0`);
    expect(title).toBe('10k');
    expect(populations.map(({ agentLabel }) => agentLabel)).toEqual([
      'ppo(num_steps=1000)',
      'ppo(num_steps=2000)',
    ]);
    expect(populations[0]!.population.totalTimesteps).toBe(1e6);
    expect(populations[0]!.population.members).toHaveLength(10);
  });

  test('reads text as it is read in parentheses', () => {
    const { populations } = planOf(
      'env: cartpole\nagents: [{ name: ppo, target_kl: [none, 0.1] }]\noptimizers: [SGD]',
    );
    expect(populations.map(({ population }) => population.agent.settings.target_kl)).toEqual([null, 0.1]);
  });
});

describe('sample draws settings together', () => {
  const adam = (sample: string, more = ''): string => `
    env: cartpole
    seeds: 2
    optimizers:
      - name: ADAM
        sample: ${sample}
        lr: { log_uniform: [1e-4, 1e-1] }
        ${more}`;

  test('of the learning rate alone it is one optimizer with so many rates', () => {
    const plan = planOf(adam('{ sobol: 6 }'));
    expect(plan.populations).toHaveLength(1);
    expect(new Set(plan.populations[0]!.learningRates).size).toBe(6);
    expect(plan.populations[0]!.population.members).toHaveLength(12);
  });

  test('of others too, each draw is an optimizer with its own rate; grids beside are crossed', () => {
    const plan = planOf(
      adam('{ random: 4 }', 'betas: [[0.9, 0.99], [0.9, 0.999]]\n        eps: { log_uniform: [1e-9, 1e-5] }'),
    );
    const shown = rates(plan);
    expect(shown).toHaveLength(8);
    expect(new Set(shown).size).toBe(8);
    expect(new Set(shown.map((each) => each.split(': ')[1])).size).toBe(4);
    expect(plan.populations.every(({ learningRates }) => new Set(learningRates).size === 1)).toBe(true);
  });

  test('the study is planned again from what was asked for, and more draws begin with the same', () => {
    const [few, more] = [planOf(adam('{ sobol: 4 }')), planOf(adam('{ sobol: 8 }'))];
    expect(planSweep(few.asked![0]!.study)).toEqual(few);
    const ratesOf = (plan: SweepPlan) => [...new Set(plan.populations[0]!.learningRates)];
    expect(ratesOf(more).slice(0, 4)).toEqual(ratesOf(few));
  });

  test('agents and what is wrapped are drawn alike, whole numbers where settings take no others', () => {
    const { populations } = planOf(`
      env: cartpole
      agents: [{ name: ppo, sample: { sobol: 3 }, update_epochs: { uniform: [1, 9] }, clip_coef: { uniform: [0.1, 0.3] } }]
      optimizers: [{ name: CLIP(ADAM), sample: { random: 2 }, eps: { log_uniform: [1e-9, 1e-5] } }]
      seeds: 1`);
    expect(populations).toHaveLength(6);
    for (const { population } of populations) {
      expect(Number.isInteger(population.agent.settings.update_epochs)).toBe(true);
    }
    expect(new Set(populations.map(({ agentLabel }) => agentLabel)).size).toBe(3);
  });

  test('a study that tunes chooses among the rates that were drawn', () => {
    const plan = planOf(`${adam('{ sobol: 5 }')}
    tuning: { seeds: 2 }`);
    expect(plan.populations.map(({ phase }) => phase)).toEqual(['tuning']);
    expect(countScoringRuns(plan)).toBe(2);
  });
});

describe('distributions', () => {
  const study = (seed: number, more = ''): string => `
    env: cartpole
    optimizers: [{ name: ADAM, eps: { log_uniform: [1e-9, 1e-5], samples: 3 } }${more}]
    learning_rates: { log_uniform: [1e-4, 1e-1], samples: 4 }
    sampling_seed: ${seed}`;

  test('plan the same runs every time, and others with another sampling seed', () => {
    expect(planOf(study(1))).toEqual(planOf(study(1)));
    expect(rates(planOf(study(1)))).not.toEqual(rates(planOf(study(2))));
  });

  test('draw the same whatever else there is, and the same learning rates for all optimizers', () => {
    const populations = rates(planOf(study(1, ', { name: SGD, momentum: { uniform: [0, 1], samples: 2 } }')));
    expect(populations.slice(0, 3)).toEqual(rates(planOf(study(1))));
    expect(new Set(populations.map((each) => each.split(': ')[1])).size).toBe(1);
  });

  test('draw different numbers of three digits within their bounds', () => {
    const positive = fc.double({ min: 1e-6, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(positive, positive, fc.integer(), fc.boolean(), (a, width, seed, logarithmic) => {
        const bounds: [number, number] = [a, a * (2 + width)];
        const kind = logarithmic ? { log_uniform: bounds } : { uniform: bounds };
        const values = draw({ ...kind, samples: 6 }, RandomStream.of(seed, 'test')) as number[];
        expect(new Set(values).size).toBe(6);
        for (const value of values) {
          expect(value).toBeGreaterThanOrEqual(bounds[0]);
          expect(value).toBeLessThanOrEqual(bounds[1]);
          if (!bounds.includes(value)) expect(Number(value.toPrecision(3))).toBe(value);
        }
      }),
    );
  });

  test('give every order of magnitude its share if they are logarithmic', () => {
    const values = draw({ log_uniform: [1e-4, 1], samples: 400 }, RandomStream.of(0, 'test')) as number[];
    const share = values.filter((value) => value < 1e-2).length / values.length;
    expect(share).toBeGreaterThan(0.4);
    expect(share).toBeLessThan(0.6);
  });

  test('keep the digits that a narrow interval needs', () => {
    const place = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const relative = fc.double({ min: 1e-9, max: 1e-2, noNaN: true });
    fc.assert(
      fc.property(place, relative, fc.integer(), (low, narrow, seed) => {
        const high = low + Math.max(1e-6, Math.abs(low) * narrow);
        const samples = 40;
        const values = draw({ uniform: [low, high], samples }, RandomStream.of(seed, 'test')) as number[];
        const shares = values.map((value) => (value - low) / (high - low));
        expect(new Set(values).size).toBe(samples);
        expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...shares)).toBeLessThanOrEqual(1);
        // Rounding to too few digits gathers the values at the ends.
        expect(shares.filter((share) => share > 0.2 && share < 0.8).length).toBeGreaterThan(samples / 5);
      }),
    );
    const near = draw({ uniform: [0.999, 0.99999], samples: 3 }, RandomStream.of(0, 'test'));
    expect(new Set(near).size).toBe(3);
  });

  test('draw what they always drew where three digits are enough', () => {
    const drawn = (kind: object) => draw({ ...kind, samples: 4 }, RandomStream.of(1, 'test'));
    expect(drawn({ uniform: [0.9, 1] })).toEqual([0.918, 0.91, 0.982, 0.906]);
    expect(drawn({ log_uniform: [1e-4, 1e-1] })).toEqual([0.000358, 0.000205, 0.0291, 0.000146]);
  });

  test('begin with the same values when more are drawn, even more than three digits can tell apart', () => {
    const drawn = (samples: number) =>
      draw({ uniform: [0.9, 0.99], samples }, RandomStream.of(0, 'test')) as number[];
    expect(new Set(drawn(200)).size).toBe(200);
    expect(drawn(200).slice(0, 20)).toEqual(drawn(20));
  });

  test('draw whole numbers for settings that take no others, each as often', () => {
    const { populations } = planOf(`
      env: cartpole
      agents: [{ name: ppo, update_epochs: { uniform: [1, 4], samples: 4 } }]
      optimizers: [SGD]`);
    const epochs = populations.map(({ population }) => population.agent.settings.update_epochs);
    expect(epochs.sort()).toEqual([1, 2, 3, 4]);
    const firsts = Array.from({ length: 4000 }, (_, seed) =>
      Number(draw({ uniform: [1, 4], samples: 1 }, RandomStream.of(seed, 'test'), true)[0]),
    );
    for (const value of [1, 2, 3, 4]) {
      expect(firsts.filter((each) => each === value).length / firsts.length).toBeCloseTo(0.25, 1);
    }
    expect(() => draw({ uniform: [1, 4.5], samples: 5 }, RandomStream.of(0, 'test'), true)).toThrow(
      /more different values than there are \(4 found\)/,
    );
  });

  test('choose without repetition', () => {
    const values = draw({ choice: ['a', 'b', 'c'], samples: 3 }, RandomStream.of(0, 'test'));
    expect([...values].sort()).toEqual(['a', 'b', 'c']);
  });
});

describe('max_runs', () => {
  test('counts what is planned', () => {
    const text = (most: number): string => `
      envs: [cartpole, acrobot]
      optimizers: [SGD(lr=1), { name: ADAM, eps: [1e-8, 1e-5], lr: [1, 2] }, MILO]
      learning_rates: [1, 2, 3]
      seeds: 3
      max_runs: ${most}`;
    const runs = planOf(text(1000)).populations.flatMap(({ population }) => population.members).length;
    expect(runs).toBe(2 * (1 + 4 + 3) * 3);
    expect(planOf(text(runs)).populations).not.toEqual([]);
    expect(() => planOf(text(runs - 1))).toThrow(`= ${runs} runs`);
  });

  test('counts both stages of a study that tunes', () => {
    const text = (most: number): string => `
      env: cartpole
      optimizers: [ADAM, { name: MILO, eps: [1e-8, 1e-5] }]
      learning_rates: [1, 2, 3]
      tuning: { seeds: 2 }
      seeds: 10
      max_runs: ${most}`;
    const plan = planOf(text(48));
    const runs = plan.populations.flatMap(({ population }) => population.members).length;
    expect(runs + countScoringRuns(plan)).toBe(3 * 3 * 2 + 3 * 10);
    expect(() => planOf(text(47))).toThrow(
      /9 optimizer settings × 2 tuning seeds \+ .* 3 optimizers × 10 seeds = 48/,
    );
  });
});
