import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import {
  criticOf,
  isCritics,
  makeOptimizer,
  optimizers,
  type Params,
  type StepContext,
  stateMemory,
} from '../../src/optimizers/index.ts';
import { RandomStream } from '../../src/random.ts';
import * as tf from '../../src/tensors/tf.ts';
import { leaves, mapTree } from '../../src/tensors/tree.ts';
import { withLearningRate } from './descent.ts';
import { exampleOf } from './examples.ts';
import { evaluationParams } from './golden-suite.ts';
import { advance, type Member, memberValues, populate, randomMember, start, type Trial } from './trial.ts';

const shapes = {
  'actor.0.kernel': [3, 4],
  'actor.0.bias': [1, 4],
  'actor.head.kernel': [4, 2],
  'actor.log_std': [1, 2],
  'critic.0.kernel': [3, 4],
  'critic.0.bias': [1, 4],
  'critic.head.kernel': [4, 1],
} as const;
const parameters = Object.entries(shapes).map(([name, shape]) => ({ name, shape }));
const rules = optimizers.entries().filter(({ name }) => name !== 'SPLIT');

type Part = 'actor' | 'critic';

function partOf(member: Member, part: Part): Member {
  const isWanted = (name: string) => isCritics(name) === (part === 'critic');
  return Object.fromEntries(Object.entries(member).filter(([name]) => isWanted(name)));
}

/** A gradient elsewhere for rules that ask for one: that of ½ Σ parameter². */
const context = (step: number): StepContext => ({
  step,
  // The same whichever part is trained.
  loss: () => tf.tensor([1 / step, 2 / step], [2, 1, 1]),
  progress: step / 10,
  gradientAt: (params) => params,
  // A critic's rule draws numbers of its own: here the same as it would alone.
  randomStream: (member, ...purpose) =>
    RandomStream.of(member, ...purpose.filter((each) => each !== 'critic')),
});

/** Two members after some steps, with the given part of the parameters alone or with all of them. */
function train(spec: readonly string[], seed: number, part?: Part): Trial {
  const own = (member: Member) => (part ? partOf(member, part) : member);
  const members = (draw: number) => spec.map((_, k) => own(randomMember(shapes, seed + 10 * draw + k)));
  const optimizer = makeOptimizer(spec);
  return [1, 2, 3].reduce(
    (trial, step) => advance(optimizer, trial, populate(members(step)), context(step)),
    start(optimizer, members(0)),
  );
}

function valuesOf(params: Params, part?: Part): Record<string, number[][]> {
  const names = Object.keys(params).filter((name) => !part || isCritics(name) === (part === 'critic'));
  return Object.fromEntries(names.map((name) => [name, memberValues({ it: params[name]! }, 1)]));
}

describe.each(rules)('$name as the optimizer of the critic', (rule) => {
  const critic = exampleOf(rule);
  const split = `SPLIT(ADAM(lr=0.01),critic=${critic.includes('(') ? critic : `${critic}()`})`;

  test('moves and evaluates the critic as it would alone, and leaves the actor to the other', () => {
    const [both, actor, alone] = [
      train([split, split], 7),
      train(['ADAM(lr=0.01)', 'ADAM(lr=0.01)'], 7, 'actor'),
      train([critic, critic], 7, 'critic'),
    ];
    const judged = (spec: string, trial: Trial) => evaluationParams(makeOptimizer(spec), trial);
    expect(valuesOf(both.params, 'actor')).toEqual(valuesOf(actor.params));
    expect(valuesOf(both.params, 'critic')).toEqual(valuesOf(alone.params));
    expect(valuesOf(judged(split, both), 'critic')).toEqual(valuesOf(judged(critic, alone)));
  });

  test('needs the memory that it says', () => {
    const { state } = start(makeOptimizer(split), [randomMember(shapes, 1)]);
    expect(stateMemory(split, parameters)).toBe(leaves(state).reduce((sum, leaf) => sum + leaf.size, 0));
  });
});

test('Each half moves as its own optimizer would move it alone, whatever the learning rates of the members', () => {
  const spec = fc.constantFrom('SGD(momentum=0.9)', 'ADAM', 'ADAMW(weight_decay=0.1)', 'RMSPROP', 'LION');
  const rate = fc.double({ min: 1e-4, max: 0.1, noNaN: true });
  const rates = fc.tuple(rate, rate);
  fc.assert(
    fc.property(
      spec,
      spec,
      rates,
      rates,
      fc.integer({ min: 0, max: 1e6 }),
      (actor, critic, of, ofCritic, seed) => {
        const spelled = (name: string, lr: number) =>
          name.includes('(') ? name.replace(')', `,lr=${lr})`) : `${name}(lr=${lr})`;
        const [actors, critics] = [
          of.map((lr) => spelled(actor, lr)),
          ofCritic.map((lr) => spelled(critic, lr)),
        ];
        const both = train(
          actors.map((own, k) => `SPLIT(${own},critic=${critics[k]})`),
          seed,
        );
        // An elementwise rule cannot tell whether the other network is there.
        expect(valuesOf(both.params, 'actor')).toEqual(valuesOf(train(actors, seed).params, 'actor'));
        expect(valuesOf(both.params, 'critic')).toEqual(valuesOf(train(critics, seed).params, 'critic'));
      },
    ),
    { numRuns: 10 },
  );
});

test('The same elementwise optimizer for both is that optimizer, bit for bit', () => {
  const [split, whole] = ['SPLIT(ADAM(lr=0.01),critic=ADAM(lr=0.01))', 'ADAM(lr=0.01)'].map(
    (spec) => train([spec, spec], 3).params,
  );
  expect(valuesOf(split!)).toEqual(valuesOf(whole!));
});

test('A rule that asks for a gradient elsewhere finds the other network where it is', () => {
  const asked: Params[] = [];
  const gradientAt = (at: Params): Params => {
    asked.push(at);
    return mapTree((param) => tf.mul(param, 2), at);
  };
  const rule = makeOptimizer('SPLIT(SAM(ADAM),critic=SAM(MILO,rho=1))');
  const [params, gradients] = [1, 2].map((seed) => populate([randomMember(shapes, seed)])) as [
    Params,
    Params,
  ];
  rule.update(gradients, rule.init(params), params, { step: 1, gradientAt });
  const unmoved = asked.map((at) => [valuesAt(at, 'actor'), valuesAt(at, 'critic')]);
  const [actor, critic] = [valuesAt(params, 'actor'), valuesAt(params, 'critic')];
  expect(unmoved).toHaveLength(2);
  expect(unmoved[0]![1]).toEqual(critic);
  expect(unmoved[0]![0]).not.toEqual(actor);
  expect(unmoved[1]![0]).toEqual(actor);
  expect(unmoved[1]![1]).not.toEqual(critic);
});

function valuesAt(params: Params, part: Part): number[][] {
  return Object.keys(params)
    .filter((name) => isCritics(name) === (part === 'critic'))
    .flatMap((name) => memberValues({ it: params[name]! }, 0));
}

test('Wrappers inside concern one half, wrappers around it both', () => {
  const at = (progress: number) => {
    const optimizer = makeOptimizer('SPLIT(SCHEDULE(SGD(lr=1)),critic=SGD(lr=1))');
    const [params, gradients] = [1, 2].map((seed) => populate([randomMember(shapes, seed)])) as [
      Params,
      Params,
    ];
    return optimizer.update(gradients, optimizer.init(params), params, { step: 1, progress }).updates;
  };
  const [begin, end] = [at(0), at(1)];
  expect(valuesAt(end, 'critic')).toEqual(valuesAt(begin, 'critic'));
  expect(
    valuesAt(end, 'actor')
      .flat()
      .every((value) => value === 0),
  ).toBe(true);

  const whole = 'CLIP(SPLIT(SGD(lr=1),critic=SGD(lr=1)),max_norm=0.5)';
  expect(valuesOf(train([whole, whole], 5).params)).toEqual(
    valuesOf(train(Array(2).fill('CLIP(SGD(lr=1),max_norm=0.5)'), 5).params),
  );
});

test('It says what treats which parameters', () => {
  expect(makeOptimizer('SPLIT(ADAM,critic=MUON)').routes!(parameters)).toEqual({
    'actor.0.kernel': "actor's optimizer",
    'actor.0.bias': "actor's optimizer",
    'actor.head.kernel': "actor's optimizer",
    'actor.log_std': "actor's optimizer",
    'critic.0.kernel': "critic's MUON",
    'critic.0.bias': "critic's ADAM",
    'critic.head.kernel': "critic's ADAM",
  });
});

test("The learning rate of a split is the actor's", () => {
  const call = withLearningRate('CAUTIOUS(SPLIT(ADAM,critic=SGD(lr=0.5)))', 0.25);
  expect(optimizers.resolve(call).label).toBe('CAUTIOUS(SPLIT(ADAM(lr=0.25),critic=SGD(lr=0.5)))');
  expect(criticOf(optimizers.resolve(call).call)).toEqual({
    name: 'SGD',
    positional: [],
    settings: { lr: 0.5 },
  });
});

test.each([
  ['SPLIT(ADAM,critic=ADAMM)', 'SPLIT: critic is not understood: unknown optimizer "ADAMM": did you mean'],
  [
    'SPLIT(ADAM,critic=ADAM(lr=-1))',
    'SPLIT: critic is not understood: ADAM: lr must be number (≥ 0), given -1',
  ],
  ['SPLIT(ADAM,critic=3)', 'SPLIT: critic is not the name of an optimizer'],
  [
    'SPLIT(ADAM,critic=CLIP(SPLIT(ADAM)))',
    'SPLIT: critic cannot be split once more; name an optimizer for the critic',
  ],
  [
    'SPLIT(CLIP(SPLIT(ADAM)))',
    "SPLIT cannot stand around SPLIT: the critic's optimizer would be named twice",
  ],
  [
    'CAUTIOUS(SPLIT(ADAM,critic=HYPER(ADAM)))',
    "CAUTIOUS cannot stand around SPLIT: the critic's HYPER cannot stand in it: its factor is learned from what",
  ],
  ['CAUTIOUS(SPLIT(HYPER(ADAM)))', 'CAUTIOUS cannot stand around HYPER'],
])('%s is refused in one line', (spec, message) => {
  const make = () => makeOptimizer(spec);
  expect(make).toThrow(UsageError);
  expect(make).toThrow(message);
});
