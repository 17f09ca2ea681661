import { describe, expect, test } from 'vitest';
import { parseCall } from '../../../src/call-expression.ts';
import { UsageError } from '../../../src/errors.ts';
import { criticOf, innermost } from '../../../src/optimizers/index.ts';
import { fingerprint } from '../../../src/sweep/plan/fingerprint.ts';
import { planSweep, type SweepPlan } from '../../../src/sweep/plan/plan.ts';
import { criticChoices } from '../../../src/sweep/plan/plan-critics.ts';
import { onFlags } from '../../../src/sweep/study/origin.ts';
import { laidOver } from '../../../src/sweep/study/overlay.ts';
import type { Study } from '../../../src/sweep/study/study.ts';
import { parseStudy } from '../../../src/sweep/study/study-file.ts';
import { whatIsPlanned } from './what-is-planned.ts';

function planOf(text: string, flags: Partial<Study> = {}): SweepPlan {
  const { study, origin } = laidOver(parseStudy(`seeds: 1\n${text}`, 'x.yaml'), flags);
  return planSweep(study, {}, origin);
}

/** The label of each population, its learning rates, and those that its critic trains with. */
function critics({ populations }: SweepPlan): string[] {
  return populations.map(({ label, learningRates, population: { members } }) => {
    const rates = members.map(({ optimizer }) => innermost(criticOf(optimizer) ?? optimizer).settings.lr);
    return `${label}: ${learningRates.join(' ')} critic ${rates.join(' ')}`;
  });
}

describe('a critic', () => {
  test('shares an optimizer and its rate while the optimizers and rates of the actor are tried', () => {
    const plan = planOf('env: cartpole\noptimizers: [MILO, CAUTIOUS(ADAMW)]', {
      critic_optimizer: 'adam(lr=1e-3)',
      learning_rates: [0.1, 0.2],
    });
    expect(critics(plan)).toEqual([
      'SPLIT(MILO,critic=ADAM(lr=0.001)): 0.1 0.2 critic 0.001 0.001',
      'SPLIT(CAUTIOUS(ADAMW),critic=ADAM(lr=0.001)): 0.1 0.2 critic 0.001 0.001',
    ]);
  });

  test('without a rate of its own has the one that is recorded for its optimizer, else the default', () => {
    expect(critics(planOf('env: cartpole\noptimizers: [MILO]\ncritic_optimizer: ADAM'))).toEqual([
      'SPLIT(MILO,critic=ADAM): 0.01 critic 0.003',
    ]);
    expect(
      critics(planOf('env: cartpole\noptimizers: [MILO]\ncritic_optimizer: ADAM\ntask_defaults: false')),
    ).toEqual(['SPLIT(MILO,critic=ADAM): 0.003 critic 0.001']);
  });

  test('has the rule of the actor where nothing but a learning rate is given', () => {
    expect(
      critics(
        planOf(
          'env: cartpole\noptimizers: [{ name: "CLIP(MILO)", momentum: [0.8, 0.9] }]\ncritic_learning_rate: 0.5',
        ),
      ),
    ).toEqual([
      'SPLIT(CLIP(MILO(momentum=0.8)),critic=CLIP(MILO(lr=0.5,momentum=0.8))): 0.01 critic 0.5',
      'SPLIT(CLIP(MILO(momentum=0.9)),critic=CLIP(MILO(lr=0.5,momentum=0.9))): 0.01 critic 0.5',
    ]);
  });

  test('may be named as a setting of the agent, which means the same', () => {
    const said =
      'env: cartpole\noptimizers: [MILO]\nagents: [ppo]\ncritic_optimizer: SGD(lr=0.5,momentum=0.9)';
    const within =
      'env: cartpole\noptimizers: [MILO]\nagents: ["ppo(critic_optimizer=SGD(lr=0.5,momentum=0.9))"]';
    const beside =
      'env: cartpole\noptimizers: [MILO]\nagents: [{ name: ppo, critic_optimizer: "SGD(lr=0.5,momentum=0.9)" }]';
    expect(whatIsPlanned(planOf(within))).toEqual(whatIsPlanned(planOf(said)));
    expect(whatIsPlanned(planOf(beside))).toEqual(whatIsPlanned(planOf(said)));
    expect(() => planOf(`${within}\ncritic_optimizer: ADAM`)).toThrow(
      'x.yaml:4: ppo and critic_optimizer both set what trains the critic; drop one of them',
    );
    expect(() => planOf(within.replace('SGD(', 'SGDD('))).toThrow('unknown optimizer "SGDD"');
  });

  test('is tried with every combination of its own settings, learning rates among them', () => {
    const text = 'env: cartpole\noptimizers: [SGD, ADAM]\ncritic_optimizer: { name: ADAM, lr: [0.1, 0.2] }';
    expect(critics(planOf(text)).map((each) => each.split(':')[0])).toEqual([
      'SPLIT(SGD,critic=ADAM(lr=0.1))',
      'SPLIT(SGD,critic=ADAM(lr=0.2))',
      'SPLIT(ADAM,critic=ADAM(lr=0.1))',
      'SPLIT(ADAM,critic=ADAM(lr=0.2))',
    ]);
    expect(() => planOf(`${text}\nmax_runs: 3`)).toThrow(
      '1 environment × 1 agent × 2 critic optimizers × 2 optimizer settings × 1 seed = 4 runs',
    );
  });

  test('may be an optimizer of the list beside others that train everything', () => {
    const text =
      'env: cartpole\noptimizers: [ADAM, { name: SPLIT(ADAM), critic: ["SGD(lr=0.1)", MILO], lr: [1, 2] }]';
    expect(critics(planOf(text))).toEqual([
      'ADAM: 0.003 critic 0.003',
      'SPLIT(ADAM,critic=SGD(lr=0.1)): 1 2 critic 0.1 0.1',
      'SPLIT(ADAM,critic=MILO): 1 2 critic 0.01 0.01',
    ]);
  });

  test('keeps its rate while the best rate of the actor is looked for', () => {
    const { populations } = planOf(
      'env: cartpole\noptimizers: [SGD]\nlearning_rates: [0.1, 0.2]\ncritic_optimizer: ADAM(lr=1)\ntuning: { seeds: 1 }',
    );
    expect(populations).toMatchObject([{ phase: 'tuning', learningRates: [0.1, 0.2] }]);
  });

  test('makes another study of a study', () => {
    const text = 'env: cartpole\noptimizers: [ADAM(lr=0.1)]';
    const prints = [
      '',
      'critic_optimizer: SGD(lr=1)',
      'critic_optimizer: SGD(lr=2)',
      'critic_learning_rate: 1',
    ].map((more) => fingerprint(planOf(`${text}\n${more}`)));
    expect(new Set(prints).size).toBe(prints.length);
  });
});

describe('flags laid over a study', () => {
  const text = 'env: cartpole\noptimizers: [MILO]\ncritic_optimizer: ADAM\ncritic_learning_rate: 0.1';

  test('change the rate of the critic that it names, or its optimizer together with the rate', () => {
    expect(critics(planOf(text, { critic_learning_rate: 0.2 }))).toEqual([
      'SPLIT(MILO,critic=ADAM(lr=0.2)): 0.01 critic 0.2',
    ]);
    expect(critics(planOf(text, { critic_optimizer: 'SGD(lr=3)' }))).toEqual([
      'SPLIT(MILO,critic=SGD(lr=3)): 0.01 critic 3',
    ]);
  });
});

describe('a recipe', () => {
  const actor = { label: 'MILO', calls: [parseCall('MILO(lr=0.1)')], borrowed: [], path: [] };
  const scope = { origin: onFlags, samplingSeed: 0 };
  const defaults = {
    critics: { ppo: { optimizer: 'ADAM', learning_rate: 0.25 }, reinforce: { learning_rate: 0.5 } },
    learning_rates: { ppo: { SGD: 0.75 } },
  };
  const chosen = (study: Partial<Study>, agent: string, label = actor.label) =>
    criticChoices(
      study,
      defaults,
      agent,
      scope,
    )({ ...actor, label }).map((each) => {
      const critic = criticOf(each.calls[0]!);
      return [each.label, critic?.name, critic && innermost(critic).settings.lr];
    });

  test('sets what trains the critics of an agent, and the label names no rate that differs by environment', () => {
    expect(chosen({}, 'ppo')).toEqual([['SPLIT(MILO,critic=ADAM)', 'ADAM', 0.25]]);
    expect(chosen({}, 'reinforce')).toEqual([['SPLIT(MILO,critic=MILO)', 'MILO', 0.5]]);
    expect(chosen({}, 'grpo')).toEqual([['MILO', undefined, undefined]]);
  });

  test('gives way to what is asked for', () => {
    expect(chosen({ critic_optimizer: 'SGD' }, 'ppo')).toEqual([['SPLIT(MILO,critic=SGD)', 'SGD', 0.75]]);
    expect(chosen({ critic_learning_rate: 2 }, 'ppo')).toEqual([
      ['SPLIT(MILO,critic=ADAM(lr=2))', 'ADAM', 2],
    ]);
    expect(chosen({}, 'ppo', 'SPLIT(MILO)').map(([label]) => label)).toEqual(['SPLIT(MILO)']);
  });
});

describe('is refused in one line, with the line of the mistake:', () => {
  test.each<[string, string, RegExp]>([
    [
      'an unknown optimizer',
      'critic_optimizer: ADAMM',
      /^x.yaml:4: unknown optimizer "ADAMM": did you mean ADAM\?/,
    ],
    [
      'an unknown setting',
      'critic_optimizer: { name: ADAM, wheels: 4 }',
      /^x.yaml:4: ADAM has no setting "wheels"/,
    ],
    ['a split critic', 'critic_optimizer: SPLIT(ADAM)', /^x.yaml:4: SPLIT: critic cannot be split once more/],
    [
      'a rate of nothing',
      'critic_learning_rate: 0',
      /^x.yaml:4: critic_learning_rate must be number \(> 0\), given 0$/,
    ],
    [
      'two rates',
      'critic_optimizer: ADAM(lr=1)\ncritic_learning_rate: 2',
      /^x.yaml:4: ADAM\(lr=1\) and critic_learning_rate both set the critic's learning rate; drop one of them$/,
    ],
    [
      'an agent without a critic',
      'agents: [ppo, grpo]\ncritic_optimizer: ADAM',
      /^x.yaml:4: grpo has no critic, or none as it is set, that an optimizer of its own could train; leave that out$/,
    ],
    [
      'an agent whose settings leave it without one',
      'agents: [ppo(advantage=rloo)]\ncritic_learning_rate: 0.1',
      /^x.yaml:4: ppo has no critic, or none as it is set/,
    ],
  ])('%s', (_, text, message) => {
    const make = () => planOf(`env: point-nav\noptimizers: [MILO]\n${text}`);
    expect(make).toThrow(UsageError);
    expect(make).toThrow(message);
  });

  test('an optimizer that names its critic beside critic_optimizer', () => {
    expect(() =>
      planOf('env: cartpole\noptimizers:\n  - ADAM\n  - SPLIT(ADAM)\ncritic_optimizer: SGD'),
    ).toThrow(
      /^x.yaml:5: SPLIT\(ADAM\) and critic_optimizer both set what trains the critic; drop one of them$/,
    );
  });
});
