import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Call, parseCall } from '../../src/call-expression.ts';
import {
  innermost,
  makeOptimizer,
  optimizers,
  type StepContext,
  standsAlone,
  stateMemory,
} from '../../src/optimizers/index.ts';
import { describeSettings } from '../../src/settings.ts';
import * as tf from '../../src/tensors/tf.ts';
import { disposeTree, leaves, mapTree, type TensorTree } from '../../src/tensors/tree.ts';
import { loadShownPlugins } from '../docs/shown-code.ts';
import { membersAreApart } from '../members-are-apart.ts';
import { descends, type Slope, withLearningRate } from './descent.ts';
import { exampleOf } from './examples.ts';
import { isRefused } from './refused-on-webgpu.ts';
import {
  advance,
  lossOf,
  type Member,
  mapMember,
  memberValues,
  oneScore,
  oneValue,
  populate,
  randomMember,
  start,
  streamOf,
  type Trial,
} from './trial.ts';
import { variants } from './variants.ts';

await loadShownPlugins('optimizer');

/** Every optimizer as it is, that of docs/your-own-optimizer.md too, wrappers around Adam, and options that lead through other code. */
const specs = [...optimizers.entries().map(exampleOf), ...variants].filter((spec) => !isRefused(spec));

const layer: Record<string, readonly [number, number]> = {
  'actor.0.kernel': [3, 4],
  'actor.0.bias': [1, 4],
  'actor.1.kernel': [4, 4],
  'actor.1.bias': [1, 4],
  'actor.head.kernel': [4, 1],
  'actor.head.bias': [1, 1],
};
const shapes = Object.entries(layer).map(([name, shape]) => ({ name, shape }));

/** The context of a step, with a gradient elsewhere for rules that ask: that of ½ Σ parameter². */
const atStep = (step: number): StepContext => ({ step, gradientAt: (params) => params });

/** Trains on gradients that are given beforehand. */
function train(
  spec: string | Call | Call[],
  initial: Member[],
  gradients: readonly Member[][],
  first = 1,
): Trial {
  const optimizer = makeOptimizer(spec);
  return gradients.reduce(
    (trial, members, index) => advance(optimizer, trial, populate(members), atStep(first + index)),
    start(optimizer, initial),
  );
}

function allFinite(tree: TensorTree): boolean {
  return leaves(tree).every((leaf) => leaf.dataSync().every(Number.isFinite));
}

/** What is left of a quadratic at best, where it is more than a tenth: SWAN never moves the mean of an output's weights. */
const leftOfQuadratic: Readonly<Record<string, number>> = { SWAN: 0.35 };

describe.each(specs)('%s', (spec) => {
  const members = [randomMember(layer, 1), randomMember(layer, 2)];
  const gradients = [3, 4, 5].map((seed) => [randomMember(layer, seed), randomMember(layer, seed + 10)]);
  const scaled = (factor: number) =>
    gradients.map((step) => step.map((each) => mapMember(each, (value) => value * factor)));

  test('decreases a quadratic', async () => {
    const target = memberValues(populate([randomMember(layer, 7)]), 0).flat();
    const loss = (values: readonly number[]) => values.reduce((sum, x, i) => sum + (x - target[i]!) ** 2, 0);
    const slope: Slope = (values) => values.map((x, i) => 2 * (x - target[i]!));
    expect(
      await descends(spec, leftOfQuadratic[innermost(parseCall(spec)).name] ?? 0.1, loss, slope, members[0]!),
    ).toBe(true);
  });

  test('goes down the valley of Rosenbrock', async () => {
    const loss = (values: readonly number[]) =>
      values
        .slice(1)
        .reduce((sum, y, i) => sum + 100 * (y - values[i]! ** 2) ** 2 + (1 - values[i]!) ** 2, 0);
    const slope: Slope = (values) => {
      const gradient = values.map(() => 0);
      for (let i = 0; i + 1 < values.length; i++) {
        const [x, y] = [values[i]!, values[i + 1]!];
        gradient[i]! += -400 * x * (y - x * x) - 2 * (1 - x);
        gradient[i + 1]! += 200 * (y - x * x);
      }
      return gradient;
    };
    expect(await descends(spec, 0.5, loss, slope, members[0]!)).toBe(true);
  });

  test('needs the memory that it says', () => {
    const { state } = start(makeOptimizer(spec), [members[0]!]);
    const measured = leaves(state).reduce((sum, leaf) => sum + leaf.size, 0);
    expect(stateMemory(spec, shapes)).toBe(measured);
  });

  test('says what treats each parameter, or treats all alike', () => {
    const routes = makeOptimizer(spec).routes?.(shapes);
    if (routes) expect(Object.keys(routes)).toEqual(Object.keys(layer));
  });

  test.each([
    ['no', 0],
    ['tiny', 1e-12],
    ['huge', 1e8],
  ])('stays finite on %s gradients', (_, factor) => {
    const { params, state } = train(spec, members, scaled(factor));
    expect(allFinite([params, state])).toBe(true);
  });

  test('stays finite on tensors of one number', () => {
    const one = { value: { shape: [1, 1], values: [0.5] } } as const;
    const { params, state } = train(spec, [one, one], Array(4).fill([one, one]));
    expect(allFinite([params, state])).toBe(true);
  });

  test('keeps the members first in every tensor of its state', () => {
    const { state } = train(spec, members, gradients);
    for (const leaf of leaves(state)) expect(leaf.shape).toEqual([members.length, ...leaf.shape.slice(1)]);
    expect(leaves(state).every((leaf) => leaf.rank === 3)).toBe(true);
  });

  test.runIf(membersAreApart)('trains a member with other learning rates around it as it would alone', () => {
    const side = fc.integer({ min: 1, max: 6 });
    const seed = fc.integer({ min: 0, max: 1e6 });
    const rate = fc.double({ min: 1e-5, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        side,
        side,
        fc.array(rate, { minLength: 2, maxLength: 4 }),
        seed,
        (rows, columns, rates, seed) => {
          const shapes = { 'a.kernel': [rows, columns], 'a.bias': [1, columns] } as const;
          const draw = (step: number) => rates.map((_, k) => randomMember(shapes, seed + 100 * step + k));
          const [initial, ...steps] = [0, 1, 2, 3].map(draw);
          const together = train(
            rates.map((lr) => withLearningRate(spec, lr)),
            initial!,
            steps,
          );
          rates.forEach((lr, k) => {
            const alone = train(
              withLearningRate(spec, lr),
              [initial![k]!],
              steps.map((step) => [step[k]!]),
            );
            expect(memberValues(together.params, k)).toEqual(memberValues(alone.params, 0));
            expect(memberValues(together.state, k)).toEqual(memberValues(alone.state, 0));
          });
        },
      ),
      { numRuns: 4 },
    );
  });

  test.runIf(membersAreApart)('lets members be at different steps', () => {
    const optimizer = makeOptimizer(spec);
    const early = start(optimizer, [members[0]!]);
    const late = train(
      spec,
      [members[1]!],
      gradients.map((step) => [step[1]!]),
    );
    const both = mapTree((a, b) => tf.concat([a, b], 0), early, late);
    const [fresh] = gradients;

    const together = advance(optimizer, both, populate(fresh!), {
      ...atStep(1),
      step: [1, 4],
      learningRateScale: [1, 0.5],
    });
    const first = advance(optimizer, early, populate([fresh![0]!]), atStep(1));
    const fourth = advance(optimizer, late, populate([fresh![1]!]), {
      ...atStep(4),
      learningRateScale: 0.5,
    });
    expect(memberValues(together, 0)).toEqual(memberValues(first, 0));
    expect(memberValues(together, 1)).toEqual(memberValues(fourth, 0));
  });

  test('goes on from a saved state as if it had not stopped', () => {
    const halfway = train(spec, members, gradients);
    const saved = mapTree((leaf) => tf.tensor(leaf.arraySync()), halfway);
    const optimizer = makeOptimizer(spec);
    const resumed = advance(optimizer, saved, populate(gradients[0]!), atStep(4));
    const uninterrupted = train(spec, members, [...gradients, gradients[0]!]);
    for (const member of [0, 1]) {
      expect(memberValues(resumed, member)).toEqual(memberValues(uninterrupted, member));
    }
  });

  test('leaks no tensors', () => {
    const optimizer = makeOptimizer([0.1, 0.2].map((lr) => withLearningRate(spec, lr)));
    const none = tf.memory().numTensors;
    let trial = start(optimizer, members);
    const held = tf.memory().numTensors;
    expect(held - none).toBe(leaves(trial).length);
    scaled(1).forEach((step, index) => {
      trial = advance(optimizer, trial, populate(step), atStep(index + 1));
      expect(tf.memory().numTensors).toBe(held);
    });
    disposeTree(trial);
    expect(tf.memory().numTensors).toBe(none);
  });

  test('is pure: the same gradients, state and parameters make the same update', () => {
    const optimizer = makeOptimizer(spec);
    const { params, state } = train(spec, members, gradients);
    const given = populate(gradients[0]!);
    const before = memberValues([given, state, params], 1);
    const context = {
      ...atStep(4),
      ...streamOf(params),
      loss: () => lossOf(params),
      ...oneValue(given, () => lossOf(params)),
      ...oneScore(given),
    };
    const [one, two] = [1, 2].map(() => optimizer.update(given, state, params, context));
    expect(memberValues([one!.updates, one!.state], 1)).toEqual(memberValues([two!.updates, two!.state], 1));
    expect(memberValues([given, state, params], 1)).toEqual(before);
  });
});

describe.each(specs.filter((spec) => makeOptimizer(spec).elementwise))('%s', (spec) => {
  test('makes of one vector what it makes of its parts', () => {
    const flat = (member: Member): Member => {
      const values = Object.values(member).flatMap((matrix) => matrix.values);
      return { all: { shape: [1, values.length], values } };
    };
    const initial = randomMember(layer, 1);
    const gradients = [2, 3, 4].map((seed) => [randomMember(layer, seed)]);
    const split = train(spec, [initial], gradients);
    const joined = train(
      spec,
      [flat(initial)],
      gradients.map((step) => step.map(flat)),
    );
    expect(memberValues(joined.params, 0)[0]).toEqual(memberValues(split.params, 0).flat());
  });
});

describe.each(optimizers.entries())('$name is documented', (entry) => {
  const { name, summary, source, settings, wraps } = entry;
  test('in what it does and where it comes from', () => {
    expect(summary).toMatch(/\w{3}/);
    expect(source).toMatch(/\d{4}|at [0-9a-f]{7}/);
  });

  test('in every setting, with a default that is valid', () => {
    for (const setting of describeSettings(settings)) {
      expect(setting.description, setting.name).not.toBe('');
      expect(setting.default, setting.name).not.toBe(undefined);
    }
    if (wraps) return;
    expect(describeSettings(settings).find((setting) => setting.name === 'lr')?.default).toBeGreaterThan(0);
    expect(() => makeOptimizer(standsAlone(entry) ? name : exampleOf(entry))).not.toThrow();
  });
});

describe('Only rules that treat all numbers alike may be given one vector', () => {
  test.each(['SGD', 'ADAM', 'ADAMW', 'ADAGRAD', 'RMSPROP'])('%s does', (name) => {
    expect(makeOptimizer(name).elementwise).toBe(true);
  });
  test.each(['NOVOGRAD', 'MILO', 'MILO_LW'])('%s does not', (name) => {
    expect(makeOptimizer(name).elementwise).toBe(false);
  });
});
