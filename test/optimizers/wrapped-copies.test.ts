import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  defineOptimizer,
  defineWrapper,
  handOn,
  identity,
  makeOptimizer,
  type Optimizer,
  optimizers,
  type Params,
  partition,
  type StepContext,
} from '../../src/optimizers/index.ts';
import * as tf from '../../src/tensors/tf.ts';
import { mapTree, type TensorTree } from '../../src/tensors/tree.ts';
import { loadShownPlugins } from '../docs/shown-code.ts';
import { exampleOf } from './examples.ts';
import { evaluationParams } from './golden-suite.ts';
import { advance, memberValues, populate, randomMember, start } from './trial.ts';

await loadShownPlugins('optimizer');

/** Wrappers as a plugin may bring them: one with a state of its own, one without, one that forgets what it wraps. */
const about = { summary: 'for this test', source: 'nowhere, 2026', memory: () => 0, settings: z.object({}) };
optimizers.register(
  defineWrapper({
    ...about,
    name: 'HALVED',
    create: (_members, inner) => ({
      ...handOn<{ inner: TensorTree; last: Params }>(inner),
      init: (params) => ({ inner: inner.init(params), last: mapTree(tf.zerosLike, params) as Params }),
      update(gradients, state, params, step) {
        const made = inner.update(gradients, state.inner, params, step);
        const updates = mapTree((update) => tf.mul(update, 0.5), made.updates);
        return { updates, state: { inner: made.state, last: updates } };
      },
    }),
  }),
);
optimizers.register(
  defineWrapper({
    ...about,
    name: 'TWICE',
    create: (_members, inner) => ({
      ...inner,
      update(gradients, state, params, step) {
        const made = inner.update(gradients, state, params, step);
        return { updates: mapTree((update) => tf.mul(update, 2), made.updates), state: made.state };
      },
    }),
  }),
);
optimizers.register(
  defineWrapper({
    ...about,
    name: 'FORGETFUL',
    create: (_members, { init, update }) => ({ init, update }),
  }),
);
/** A rule as a plugin may bring it: schedule-free on kernels, plain on vectors. */
optimizers.register(
  defineOptimizer({
    ...about,
    name: 'HALF_FREE',
    settings: z.object({ lr: z.number().default(0.1).describe('learning rate') }),
    create: (members) => {
      const of = (name: string) => {
        const entry = optimizers.get(name);
        return entry.create(
          members.map((settings) => entry.settings.parse(settings)),
          identity,
          members.map(({ lr }) => lr),
          () => identity,
        );
      };
      return partition({ FREE: of('SCHEDULEFREE'), PLAIN: of('SGD') }, (parameters) =>
        Object.fromEntries(parameters.map(({ name }) => [name, name.endsWith('kernel') ? 'FREE' : 'PLAIN'])),
      );
    },
  }),
);

const shapes = { 'a.kernel': [3, 2], 'a.bias': [1, 2] } as const;
const steps = 5;

/** A noisy bowl. */
const slopeAt =
  (step: number) =>
  (params: Params): Params =>
    mapTree((param) => tf.add(param, Math.sin(5 * step) - 0.4), params);

const contextAt = (step: number, scale = 1): StepContext => ({
  step,
  progress: (step - 1) / steps,
  learningRateScale: scale,
  gradientAt: slopeAt(step),
});

const numbers = (params: Params): number[] => memberValues(params, 0).flat();

/** What is trained and what is evaluated after every update. */
function train(spec: string, scale = (_step: number) => 1) {
  const optimizer = makeOptimizer(spec);
  let trial = start(optimizer, [randomMember(shapes, 1)]);
  const gradients: number[][] = [];
  const trained = [numbers(trial.params)];
  const evaluated: number[][] = [];
  for (let step = 1; step <= steps; step++) {
    const slope = slopeAt(step)(trial.params);
    gradients.push(numbers(slope));
    trial = advance(optimizer, trial, slope, contextAt(step, scale(step)));
    trained.push(numbers(trial.params));
    evaluated.push(numbers(evaluationParams(optimizer, trial)));
  }
  return { gradients, trained, evaluated, state: trial.state };
}

/**
 * Schedule-free averaging by its definition, around Adam without a first moment: z ← z + step at y,
 * x ← (1 - c) x + c z, y ← β x + (1 - β) z, c the newest of all weights, each the square of the largest rate so far.
 *
 * @param around the base rule with what is wrapped around it.
 */
function byDefinition(around: (rule: string) => string, scale = (_step: number) => 1, beta = 0.9) {
  const base = makeOptimizer(around(`ADAM(lr=0.1,betas=[0,0.99])`));
  const member = randomMember(shapes, 1);
  let y = populate([member]);
  let [x, z] = [y, y];
  let state = base.init(y);
  let [largest, weights] = [0, 0];
  const [trained, evaluated]: number[][][] = [[numbers(y)], []];
  for (let step = 1; step <= steps; step++) {
    const made: ReturnType<Optimizer['update']> = base.update(
      slopeAt(step)(y),
      state,
      y,
      contextAt(step, scale(step)),
    );
    state = made.state;
    largest = Math.max(largest, scale(step));
    weights += largest ** 2;
    const c = weights === 0 ? 0 : largest ** 2 / weights;
    z = mapTree((point, update) => tf.add(point, update), z, made.updates);
    x = mapTree((point, news) => tf.add(tf.mul(point, 1 - c), tf.mul(news, c)), x, z);
    y = mapTree((point, news) => tf.add(tf.mul(point, beta), tf.mul(news, 1 - beta)), x, z);
    trained!.push(numbers(y));
    evaluated!.push(numbers(x));
  }
  return { trained: trained!, evaluated: evaluated! };
}

function expectClose(found: readonly (readonly number[])[], wanted: readonly (readonly number[])[]): void {
  expect(found).toHaveLength(wanted.length);
  found.flat().forEach((value, i) => {
    expect(value).toBeCloseTo(wanted.flat()[i]!, 4);
  });
}

/** The mean of all rows up to each, the newest weighing 1 and those before `keep` of what they did. */
function means(rows: readonly (readonly number[])[], keep: number): number[][] {
  return rows.map((_, last) => {
    const weights = rows.slice(0, last + 1).map((__, row) => keep ** (last - row));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return rows[0]!.map((__, i) => weights.reduce((sum, w, row) => sum + (w * rows[row]![i]!) / total, 0));
  });
}

const averages: Readonly<Record<string, number>> = { EMA: 0.99, POLYAK: 1 };
/** Wrappers that evaluate other parameters than those that the rule inside is given. */
const evaluating = [...Object.keys(averages), 'LOOKAHEAD'];
const free = 'SCHEDULEFREE(lr=0.1,betas=[0.9,0.99])';

function stands(spec: string): boolean {
  try {
    makeOptimizer(spec);
    return true;
  } catch {
    return false;
  }
}

const wrappers = optimizers.entries().filter(({ wraps, name }) => wraps === true && name !== 'FORGETFUL');

describe('SCHEDULEFREE inside of', () => {
  const whole = wrappers.filter(({ name }) => !(name in averages) && stands(`${name}(${free})`));

  test('all but those that place the parameters, learn a factor or set the rate by themselves', () => {
    expect(wrappers.filter(({ name }) => !stands(`${name}(${free})`)).map(({ name }) => name)).toEqual([
      ...['DAL', 'REDO', 'LOOKAHEAD', 'HYPER', 'TRAC', 'MECHANIC'],
      ...['HYPERBALL', 'RELATIVE_UPDATE', 'RADIAL_BRAKE'],
    ]);
  });

  test.each([
    ...whole.map(({ name }) => `${name}(…)`),
    'WEIGHT_DECAY(…,weight_decay=2)',
    'WEIGHT_DECAY(…,weight_decay=2,on=kernels)',
    'WEIGHT_DECAY(…,weight_decay=2,kind=coupled)',
    'LIMIT_GROWTH(…,gamma=1.1)',
    'CAUTIOUS(WEIGHT_DECAY(SAM(…),weight_decay=3))',
    'HALVED(WEIGHT_DECAY(TWICE(…),weight_decay=2,on=kernels))',
    'CLIP(LIMIT_GROWTH(CAUTIOUS(…)),per=tensor)',
  ])('%s trains and evaluates what its definition says', (wrapped) => {
    // SCHEDULE's own default falls from 1; the weights go by the largest rate.
    const falling = (step: number) => 1 - (step - 1) / 10;
    const definition = byDefinition((rule) => wrapped.replace('…', rule), falling);
    const { trained, evaluated } = train(wrapped.replace('…', free), falling);
    expectClose(trained, definition.trained);
    expectClose(evaluated, definition.evaluated);
  });

  test('a rising SCHEDULE weighs its points by the rates of that schedule', () => {
    const warm = (step: number) => Math.min(1, (step - 1) / steps / 0.5);
    const { trained, evaluated } = train(`SCHEDULE(WEIGHT_DECAY(${free}),shape=constant,warmup=0.5)`);
    const definition = byDefinition((rule) => `WEIGHT_DECAY(${rule})`, warm);
    expectClose(trained, definition.trained);
    expectClose(evaluated, definition.evaluated);
  });

  test.each(Object.entries(averages))('%s evaluates the average of its averages', (name, keep) => {
    for (const spec of [`${name}(${free})`, `WEIGHT_DECAY(${name}(${free}),weight_decay=2)`]) {
      const inside = train(spec.replace(`${name}(${free})`, free));
      const { trained, evaluated } = train(spec);
      expect(trained).toEqual(inside.trained);
      expectClose(evaluated, means(inside.evaluated, keep));
    }
  });

  test('WEIGHT_DECAY is its own weight_decay', () => {
    const own = train('SCHEDULEFREE(lr=0.1,betas=[0.9,0.99],weight_decay=2)');
    const around = train(`WEIGHT_DECAY(${free},weight_decay=2)`);
    expectClose(around.trained, own.trained);
    expectClose(around.evaluated, own.evaluated);
  });
});

/** Rules whose evaluation, or learning, depends on what their updates did; and two that do not care. */
const rules = [
  ...optimizers.entries().filter((entry) => {
    if (entry.wraps === true) return false;
    return entry.refuses !== undefined || makeOptimizer(exampleOf(entry)).evaluationParams !== undefined;
  }),
  ...['ADAM', 'MUON'].map((name) => optimizers.get(name)),
].map(({ name }) => name);

test.each(rules)(
  'POLYAK around %s, inside of any wrapper, evaluates the mean of what was trained',
  (rule) => {
    for (const { name } of wrappers.filter(({ name }) => !evaluating.includes(name))) {
      if (!stands(`${name}(${rule})`)) continue;
      const plain = train(`${name}(${rule})`);
      const averaged = train(`${name}(POLYAK(${rule}))`);
      expect(averaged.trained, name).toEqual(plain.trained);
      expectClose(averaged.evaluated, means(plain.evaluated, 1));
    }
  },
);

describe('PRODIGY', () => {
  test.each(['CAUTIOUS', 'LIMIT_GROWTH', 'HYPER', 'SAM', 'HALVED'])(
    'inside of %s estimates its distance from where it was when each gradient was taken',
    (name) => {
      const [lr, d0, beta3] = [1, 0.01, Math.sqrt(0.999)];
      const { trained, gradients, state } = train(`${name}(PRODIGY(lr=${lr},d0=${d0}))`);
      const seen = name === 'SAM' ? climbed(gradients) : gradients;
      let [d, numerator] = [d0, 0];
      let s = trained[0]!.map(() => 0);
      for (const [t, gradient] of seen.entries()) {
        const weight = (d / d0) * d * lr;
        const progress = gradient.reduce((sum, g, i) => sum + g * (trained[0]![i]! - trained[t]![i]!), 0);
        numerator = beta3 * numerator + weight * progress;
        s = s.map((value, i) => beta3 * value + weight * gradient[i]!);
        d = Math.max(d, numerator / s.reduce((sum, value) => sum + Math.abs(value), 0));
      }
      expect(d).toBeGreaterThan(1.2 * d0);
      expect(distanceOf(state) * d0).toBeCloseTo(d, 5);
    },
  );
});

/** The gradients of the bowl above at the points that SAM climbs to. */
function climbed(gradients: readonly number[][]): number[][] {
  return gradients.map((gradient) => {
    const norm = Math.hypot(...gradient);
    return gradient.map((g) => g + (0.05 * g) / norm);
  });
}

/** Of PRODIGY's state, wherever it stands, in units of d0. */
function distanceOf(state: TensorTree): number {
  if (state instanceof tf.Tensor) return Number.NaN;
  const own = (state as { own?: { distance: tf.Tensor } }).own;
  if (own) return own.distance.dataSync()[0]!;
  return Object.values(state as Record<string, TensorTree>)
    .map(distanceOf)
    .find((each) => !Number.isNaN(each))!;
}

test('MADA inside of WEIGHT_DECAY is MADA with its own weight_decay', () => {
  const own = train('MADA(lr=0.05,weight_decay=0.5)');
  expectClose(train('WEIGHT_DECAY(MADA(lr=0.05),weight_decay=0.5)').trained, own.trained);
});

describe('Of plugins', () => {
  test('a wrapper that drops how parameters move, or what is evaluated, is refused by name', () => {
    expect(() => makeOptimizer('FORGETFUL(SCHEDULEFREE)')).toThrow(
      'FORGETFUL does not hand on takeStep of what it wraps; make it with chain, { ...inner, update } or handOn(inner)',
    );
    expect(() => makeOptimizer('FORGETFUL(EMA(ADAM))')).toThrow('does not hand on evaluationParams');
    expect(() => makeOptimizer('FORGETFUL(ADAM)')).not.toThrow();
  });

  test('a wrapper that does not say what it changes is taken to change anything', () => {
    expect(() => makeOptimizer('HALVED(HYPERSGD)')).toThrow('write HYPER(HALVED(SGD))');
  });

  test('a wrapper that says what nobody understands is told the words', () => {
    const entry = { ...optimizers.get('HALVED'), name: 'MUMBLES', changes: () => 'some' as 'anything' };
    optimizers.register(entry);
    expect(() => makeOptimizer('MUMBLES(ADAM)')).toThrow(
      'what MUMBLES changes of updates must be one of nothing, shift, scale, reverse, shorten, place, anything; given "some"',
    );
  });

  test('a rule with copies is refused by what places the parameters', () => {
    expect(() => makeOptimizer('MECHANIC(HALF_FREE)')).toThrow(
      'MECHANIC would move the parameters alone, and what it wraps keeps several copies of them; write MECHANIC(ADAM)',
    );
  });

  test.each(['…', 'WEIGHT_DECAY(…,weight_decay=2)', 'HALVED(…)'])(
    'a rule that sends some tensors to SCHEDULEFREE moves and evaluates these as that does, in %s',
    (wrapped) => {
      const parted = train(wrapped.replace('…', 'HALF_FREE(lr=0.1)'));
      const whole = train(wrapped.replace('…', 'SCHEDULEFREE(lr=0.1)'));
      const plain = train(wrapped.replace('…', 'SGD(lr=0.1)'));
      const kernel = (rows: number[][]) => rows.map((row) => row.slice(0, 6));
      const bias = (rows: number[][]) => rows.map((row) => row.slice(6));
      expect(kernel(parted.trained)).toEqual(kernel(whole.trained));
      expect(kernel(parted.evaluated)).toEqual(kernel(whole.evaluated));
      expect(bias(parted.evaluated)).toEqual(bias(plain.evaluated));
    },
  );
});
