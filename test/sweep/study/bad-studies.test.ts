import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../src/errors.ts';
import { planSweep } from '../../../src/sweep/plan/plan.ts';
import { study as studySchema } from '../../../src/sweep/study/study.ts';
import { parseStudy } from '../../../src/sweep/study/study-file.ts';

/** What is said of a study that cannot be trained. */
function complaint(text: string): string {
  try {
    const { study, origin } = parseStudy(text, 'x.yaml');
    planSweep(study, {}, origin);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as UsageError).message;
  }
  return 'nothing is wrong';
}

/** A study of one optimizer, as lines 1 to 2. */
const simple = 'env: cartpole\noptimizers: [ADAM]\n';
/** A study of two optimizers of which the second has settings: line 6 is the first of them. */
const withSettings = (...lines: readonly string[]): string =>
  ['env: cartpole', 'optimizers:', '  - SGD', '  # what this is about', '  - name: MILO']
    .concat(lines.map((line) => `    ${line}`))
    .join('\n');

describe('a bad study is refused in one line, with the line of the mistake', () => {
  test.each<[string, string, number, RegExp]>([
    [
      'a misspelled key',
      'env: cartpole\noptimisers: [ADAM]',
      2,
      /^unknown key "optimisers": did you mean optimizers\?$/,
    ],
    ['a key that nobody knows', `${simple}wheels: 4`, 3, /^unknown key "wheels" \(known: title, env, /],
    [
      'a misspelled key of an environment',
      'envs:\n  - name: cartpole\n    total_timestep: 512\noptimizers: [SGD]',
      3,
      /did you mean total_timesteps\?$/,
    ],
    [
      'a misspelled key of the tuning',
      `${simple}tuning:\n  seed: 3`,
      4,
      /^unknown key "seed": did you mean seeds\?$/,
    ],
    [
      'a misspelled distribution',
      withSettings('lr: {log_unifrom: [0.1, 1], samples: 2}'),
      6,
      /did you mean log_uniform\?$/,
    ],
    ['no optimizers', 'env: cartpole', 1, /^optimizers is missing$/],
    ['no environment', 'optimizers: [ADAM]', 1, /names no environment/],
    [
      'text for a number',
      `${simple}seeds: many`,
      3,
      /^seeds must be integer \| auto\(block=5,max=30,alpha=0.05\) \(> 0\), given "many"$/,
    ],
    [
      'a broken number of steps',
      `${simple}\ntotal_timesteps: 1.5`,
      4,
      /^total_timesteps must be integer \(> 0\), given 1.5$/,
    ],
    [
      'text for a list',
      'env: cartpole\noptimizers: ADAM',
      2,
      /^optimizers must be list of string \| object, given "ADAM"$/,
    ],
    [
      'a number for an optimizer',
      'env: cartpole\noptimizers:\n  - SGD\n  - 3',
      4,
      /^an entry of optimizers must be a name or an object/,
    ],
    [
      'settings without a name',
      'env: cartpole\noptimizers:\n  - SGD\n  - momentum: 0',
      4,
      /^name is missing$/,
    ],
    ['an empty list of optimizers', 'env: cartpole\noptimizers: []', 2, /^optimizers is an empty list/],
    ['an empty list of environments', 'envs: []\noptimizers: [ADAM]', 1, /^envs is an empty list/],
    ['an empty list of seeds', `${simple}seed_list: []`, 3, /^seed_list is an empty list/],
    ['an empty grid', withSettings('momentum: []'), 6, /^momentum is an empty list/],
    ['an empty choice', withSettings('momentum: {choice: [], samples: 1}'), 6, /^choice is an empty list/],
    ['a seed twice', `${simple}seed_list: [1, 2,\n  1]`, 4, /^seed_list names seed 1 twice/],
    [
      'two kinds of seeds',
      `${simple}seeds: 2\nseed_list: [1]`,
      4,
      /^seeds .* and seed_list .* exclude each other/,
    ],
    ['two kinds of environments', `${simple}envs: [acrobot]`, 3, /^env .* and envs .* exclude each other/],
    ['an environment twice', 'envs:\n  - cartpole\n  - CartPole-v1\noptimizers: [SGD]', 3, /asked for twice/],
    ['an agent twice', `${simple}agents:\n  - ppo\n  - PPO`, 5, /asked for twice/],
    [
      'an optimizer twice',
      'env: cartpole\noptimizers:\n  - ADAM\n  - adam',
      4,
      /^ADAM with .* asked for twice/,
    ],
    [
      'a value of a grid twice',
      withSettings('momentum: [0.5, 0.5]'),
      5,
      /^MILO\(momentum=0.5\) with .* asked for twice/,
    ],
    ['a rate twice', `${simple}learning_rates:\n  - 0.1\n  - 0.1`, 5, /^learning_rates names a rate twice/],
    ["an optimizer's rate twice", withSettings('lr: [0.1,', '  0.1]'), 7, /^lr names 0.1 twice/],
    [
      'a negative rate',
      `${simple}learning_rates: [0.1, -1]`,
      3,
      /^an entry of learning_rates must be number \(> 0\), given -1$/,
    ],
    [
      'rates that are no list',
      `${simple}learning_rates: 0.1`,
      3,
      /^learning_rates must be a list of learning rates or a distribution$/,
    ],
    ['an unknown environment', 'envs:\n  - cartpol\noptimizers: [ADAM]', 2, /did you mean cartpole\?/],
    ['an unknown agent', `${simple}agents: [pppo]`, 3, /did you mean ppo\?/],
    ['an unknown optimizer', 'env: cartpole\noptimizers:\n  - SGD\n  - MILOO', 4, /did you mean MILO\?/],
    ['an unknown network', `${simple}network: mpl`, 3, /did you mean mlp\?/],
    [
      'an unknown setting in parentheses',
      'env: cartpole\noptimizers:\n  - SGD\n  - MILO(lrr=1)',
      4,
      /^MILO has no setting "lrr"/,
    ],
    ['an unknown setting', withSettings('lr: 0.1', 'momentun: 1'), 7, /did you mean momentum\?/],
    [
      'an unknown setting of an agent',
      `${simple}agents:\n  - name: ppo\n    clip_coff: 3`,
      5,
      /did you mean clip_coef\?/,
    ],
    [
      'an unknown setting of a wrapper',
      'env: cartpole\noptimizers:\n  - name: CLIP(ADAM)\n    max_norms: 3',
      4,
      /^CLIP\(ADAM\) has no setting "max_norms": did you mean max_norm\? \(valid: max_norm, per, lr, /,
    ],
    [
      'parentheses that do not close',
      'env: cartpole\noptimizers: ["ADAM(lr=1"]',
      2,
      /cannot read "ADAM\(lr=1"/,
    ],
    [
      'a value of a grid out of range',
      withSettings('momentum: [0.5,', '  2]'),
      7,
      /^MILO: momentum must be number \(0 ≤ x < 1\), given 2$/,
    ],
    ['text for a setting that is a number', withSettings('momentum: much'), 6, /given "much"$/],
    [
      'a setting twice',
      'env: cartpole\noptimizers:\n  - name: SGD(momentum=0.5)\n    momentum: 0.9',
      4,
      /^SGD\(momentum=0.5\) sets momentum already/,
    ],
    [
      'a learning rate twice over',
      'env: cartpole\noptimizers:\n  - name: SGD(lr=0.5)\n    lr: 0.9',
      4,
      /^SGD\(lr=0.5\) sets lr already/,
    ],
    [
      'bounds the wrong way round',
      withSettings('lr: {log_uniform: [1, 0.1], samples: 3}'),
      6,
      /^log_uniform must be \[low, high\] with low < high$/,
    ],
    [
      'a bound that has no logarithm',
      withSettings('lr: {log_uniform: [0, 0.1], samples: 3}'),
      6,
      /^log_uniform must be .* 0 < low$/,
    ],
    ['one bound', withSettings('lr: {uniform: [1], samples: 3}'), 6, /^uniform/],
    [
      'bounds that are text',
      withSettings('lr: {uniform: [a, b], samples: 3}'),
      6,
      /^an entry of uniform must be number, given "a"$/,
    ],
    [
      'a distribution without its size',
      withSettings('lr: {uniform: [0, 1]}'),
      6,
      /^samples is missing; say how many/,
    ],
    [
      'a sample that does not say how',
      withSettings('lr: {uniform: [0, 1]}', 'sample: {}'),
      7,
      /must say one of random, sobol/,
    ],
    [
      'a sample of nothing',
      withSettings('lr: 0.1', 'sample: {sobol: 4}'),
      7,
      /^sample draws settings that are dis/,
    ],
    [
      'a sample of what says its own size',
      withSettings('lr: {uniform: [0, 1], samples: 2}', 'sample: {sobol: 4}'),
      6,
      /^lr says samples, and sample draws all together/,
    ],
    [
      'a sampled setting that is none',
      withSettings('sample: {random: 4}', 'momentun: {uniform: [0, 1]}'),
      7,
      /has no setting "momentun": did you mean momentum/,
    ],
    [
      'a sampled value out of range',
      withSettings('sample: {random: 4}', 'momentum: {uniform: [2, 3]}'),
      7,
      /MILO: momentum must be/,
    ],
    [
      'too many sampled runs',
      withSettings('sample: {random: 1000000}', 'momentum: {uniform: [0, 1]}'),
      1,
      /runs, and/,
    ],
    [
      'two distributions in one',
      withSettings('lr: {uniform: [0, 1], choice: [2], samples: 1}'),
      6,
      /^lr must say one of uniform, log_uniform, choice/,
    ],
    [
      'more draws than values',
      withSettings('lr: {choice: [0.1, 0.2], samples: 3}'),
      6,
      /^samples: 3 asks for more different values/,
    ],
    [
      'a drawn value out of range',
      withSettings('momentum: {uniform: [2, 3], samples: 1}'),
      6,
      /^MILO: momentum must be/,
    ],
    ['too few steps', `${simple}total_timesteps: 100`, 3, /less than one roll-out/],
    [
      'too few steps in one environment',
      'envs:\n  - name: acrobot\n    total_timesteps: 100\noptimizers: [SGD]',
      3,
      /less than one roll-out/,
    ],
    [
      'steps and episodes at once',
      `${simple}total_timesteps: 100\ntotal_episodes: 5`,
      4,
      /^total_timesteps and total_episodes exclude each other/,
    ],
    [
      'steps and updates at once',
      `${simple}total_updates: 5\ntotal_timesteps: 100`,
      3,
      /^total_timesteps and total_updates exclude each other/,
    ],
    [
      'episodes for an agent that knows none',
      `${simple}total_episodes: 5`,
      3,
      /^total-episodes is for agents that learn from whole episodes/,
    ],
    [
      'evaluations where one acts differently',
      `${simple}eval_env: pendulum`,
      3,
      /^pendulum cannot evaluate what is trained on cartpole/,
    ],
    [
      'minibatches that do not divide the batch',
      `${simple}agents:\n  - name: ppo\n    num_minibatches: [4, 3]`,
      4,
      /must divide/,
    ],
    ['an agent that cannot act there', `${simple}agents: ["reinforce(surrogate=milo)"]`, 3, /log-prob/],
    ['tuning without seeds', `${simple}tuning: {}`, 3, /^tuning has no seeds/],
    ['tuning with nothing to choose', `${simple}tuning: {seeds: 2}`, 3, /^there is nothing to tune/],
    [
      'tuning on what scores',
      `${simple}learning_rates: [0.1, 0.2]\ntuning:\n  seed_list: [77, 3]`,
      4,
      /^seed 3 would both tune and score/,
    ],
    [
      'an unknown criterion',
      `${simple}tuning:\n  seeds: 3\n  criterion: best`,
      5,
      /^criterion must be final_return \| last_100_return, given "best"$/,
    ],
    [
      'too many seeds',
      `${simple}seeds: 1000000000`,
      1,
      /^1 environment × 1 agent × 1 optimizer setting × 1000000000 seeds = 1000000000 runs, and at most 1000000 are planned$/,
    ],
    [
      'too large a grid',
      `${withSettings('eps: {uniform: [0, 1], samples: 10000000}')}\nlearning_rates: [0.1, 0.2]`,
      1,
      /× 20000002 optimizer settings × 10 seeds = 200000020 runs/,
    ],
    ['more runs than it says itself', `${simple}max_runs: 4`, 3, /= 10 runs, and more than 4 are refused/],
    ['a key twice', `${simple}env: acrobot`, 3, /^env stands here for the second time/],
    ['a list that does not end', 'env: [cartpole\noptimizers: [ADAM]', 2, /must be sufficiently indented/],
    ['tabs', 'env: cartpole\n\toptimizers: [ADAM]', 2, /^Tabs are not allowed/],
    ['an alias of nothing', `${simple}title: *name`, 1, /Unresolved alias/],
    [
      'a list that is an entry of itself',
      `${simple}title: &a [*a]`,
      3,
      /^title must be string, given .*Circular/,
    ],
    [
      'a grid that is a value of itself',
      withSettings('momentum: &a [*a]'),
      6,
      /^an entry of momentum must be/,
    ],
    [
      'a grid of objects',
      withSettings('momentum: [{ uniform: [0, 1] }]'),
      6,
      /^an entry of momentum must be a value/,
    ],
    [
      'a choice of lists',
      withSettings('betas: { choice: [[0, 1]], samples: 1 }'),
      6,
      /^an entry of choice must be a number, text,/,
    ],
    [
      'aliases of aliases without end',
      [
        'a: &a [x, x, x, x, x, x, x, x, x]',
        ...['b', 'c', 'd', 'e'].map((key, index) => {
          const inner = Array(9).fill(`*${'abcd'[index]}`).join(', ');
          return `${key}: &${key} [${inner}]`;
        }),
      ].join('\n'),
      1,
      /alias/i,
    ],
    ['a key of several lines', `${simple}"a\\nb": 1`, 3, /^unknown key "a b"/],
    [
      'an optimizer of several lines',
      'env: cartpole\noptimizers:\n  - |\n    AD(\n    AM',
      3,
      /^cannot read/,
    ],
    ['two documents', `${simple}---\n${simple}`, 3, /one study/],
    ['nothing at all', '', 1, /^the study is empty/],
    ['nothing but comments', '# to be written', 1, /^the study is empty/],
    ['a list', '- cartpole', 1, /^a study is keys and values/],
    ...[
      '{ name: ADAM, __proto__: 3 }',
      '{ name: ADAM, "__proto__": { lr: 1 } }',
      '{ name: ADAM, <<: { __proto__: 3 } }',
    ].map((optimizer): [string, string, number, RegExp] => [
      `a key that objects do not keep: ${optimizer}`,
      `env: cartpole\noptimizers:\n  - ${optimizer}`,
      3,
      /^unknown key "__proto__"/,
    ]),
    ['a name that all objects have', withSettings('constructor: 1'), 6, /has no setting "constructor"/],
    ['a tag that nobody knows', `${simple}title: !!js/function "x"`, 3, /^Unresolved tag/],
    ['lists without end', `${simple}title: ${'['.repeat(3e3)}`, 3, /nest deeper/],
    ['keys without end', `${simple}title: ${'{a: '.repeat(3e3)}`, 3, /nest deeper/],
    ['a merge of what has no keys', `${simple}tuning: {<<: 3}`, 1, /^Merge sources must be maps/],
    ['a key that is an object', `${simple}? {a: 1}\n: 2`, 3, /^unknown key/],
  ])('%s', (_name, text, line, message) => {
    const said = complaint(text);
    const [, place, what] = /^x\.yaml:(\d+): (.*)$/.exec(said) ?? [said];
    expect(what, said).toMatch(message);
    expect(Number(place), said).toBe(line);
  });
});

describe('whatever stands in a file', () => {
  /** One line that begins with file and line, or nothing to complain about. */
  const expectOneLine = (text: string): void => {
    expect(complaint(text)).toMatch(/^(x\.yaml:\d+: [^\n]+|nothing is wrong)$/);
  };

  test('it is planned or refused in one line: any value for any key', () => {
    const keys = Object.keys(studySchema.shape);
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.record({
        name: fc.constantFrom('ADAM', 'ppo', 'cartpole', 'CLIP(SGD)'),
        lr: fc.jsonValue({ maxDepth: 2 }),
      }),
      fc.array(
        fc.record({ name: fc.constantFrom('ADAM', 'ppo', 'acrobot'), eps: fc.jsonValue({ maxDepth: 2 }) }),
      ),
    );
    const base = { env: 'cartpole', optimizers: ['ADAM'], network: 'mlp(sizes=[2])' };
    const changes = fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 3 });
    fc.assert(
      fc.property(changes, (change) => expectOneLine(JSON.stringify({ ...base, ...change }))),
      { numRuns: 500 },
    );
  });

  test('it is planned or refused in one line: any text', () => {
    const character = fc.constantFrom(...'[]{}:,-&*?|>!%@#"\'` \n\tab1');
    fc.assert(
      fc.property(fc.array(character, { maxLength: 30 }), (characters) => expectOneLine(characters.join(''))),
      { numRuns: 500 },
    );
  });
});
