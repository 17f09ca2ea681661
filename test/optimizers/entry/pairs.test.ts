import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../src/errors.ts';
import {
  makeOptimizer,
  type Optimizer,
  optimizers,
  type Params,
  stateless,
  type UpdateChange,
} from '../../../src/optimizers/index.ts';
import * as tf from '../../../src/tensors/tf.ts';
import { mapTree } from '../../../src/tensors/tree.ts';
import { loadShownPlugins } from '../../docs/shown-code.ts';
import { exampleOf } from '../examples.ts';
import { memberValues, populate, randomMember } from '../trial.ts';

await loadShownPlugins('optimizer');

const wrappers = optimizers.entries().filter(({ wraps }) => wraps === true);
const shapes = { 'a.kernel': [3, 2], 'a.bias': [1, 2] } as const;

/** What a wrapper makes of the second update of a rule that descends at a rate, and what the rule had made. */
function changed(name: string, settings: Readonly<Record<string, unknown>>, rate: number): number[][] {
  const entry = optimizers.get(name);
  let made: Params = {};
  const descend = (gradients: Params) => {
    made = mapTree((gradient) => tf.mul(gradient, -rate), gradients);
    return made;
  };
  const inner: Optimizer = stateless(descend, { elementwise: false });
  const rule = entry.create([entry.settings.parse(settings)], inner, [0.1], () => inner);
  const params = populate([randomMember(shapes, 1)]);
  const gradientAt = (at: Params) => mapTree((param) => tf.add(param, 0.3), at);
  const first = rule.update(gradientAt(params), rule.init(params), params, { step: 1, gradientAt });
  const moved = mapTree((param, update) => tf.add(param, update), params, first.updates);
  const { updates } = rule.update(gradientAt(moved), first.state, moved, {
    step: 2,
    progress: 0.5,
    gradientAt,
  });
  return [memberValues(updates, 0).flat(), memberValues(made, 0).flat()];
}

const declared = wrappers.flatMap(({ name, changes = () => 'anything', settings }) => {
  const others: Readonly<Record<string, object>> = {
    WEIGHT_DECAY: { kind: 'coupled' },
    HYPER: { multiplicative: false, hyper_lr: 100 },
  };
  const kinds = [{}, ...(others[name] ? [others[name]] : [])];
  return kinds.map((given): [string, object, UpdateChange] => [name, given, changes(settings.parse(given))]);
});

describe('What a wrapper says of its changes is true:', () => {
  test.each(declared)('%s with %j: %s', (name, settings, change) => {
    const [updates, made] = changed(name, { ...settings }, 0.01) as [number[], number[]];
    if (change === 'nothing') expect(updates).toEqual(made);
    if (change === 'scale' || change === 'reverse') {
      const factor = updates[0]! / made[0]!;
      if (change === 'scale') expect(factor).toBeGreaterThan(0);
      for (const [i, update] of updates.entries()) expect(update / made[i]!).toBeCloseTo(factor, 5);
    }
    if (change === 'shorten') {
      const [kernel, bias] = [updates, made].map((all) => [all.slice(0, 6), all.slice(6)]);
      for (const [own, whole] of [0, 1].map((tensor) => [kernel![tensor]!, bias![tensor]!] as const)) {
        const factor = own[0]! / whole[0]!;
        expect(factor).toBeGreaterThan(0);
        expect(factor).toBeLessThanOrEqual(1);
        own.forEach((update, i) => {
          expect(update / whole[i]!).toBeCloseTo(factor, 5);
        });
      }
    }
    if (change === 'shift') {
      // It depends on where the second update is made from, and on nothing else.
      const start = memberValues(populate([randomMember(shapes, 1)]), 0).flat();
      const where = (rate: number) => start.map((p) => p - rate * (p + 0.3) - 0.1 * 0.01 * p);
      for (const rate of [0.01, 0.3]) {
        const [shifted, plain] = changed(name, { ...settings }, rate) as [number[], number[]];
        shifted.forEach((update, i) => {
          expect(update - plain[i]!).toBeCloseTo(-0.1 * 0.01 * where(rate)[i]!, 6);
        });
      }
    }
  });
});

/** The refusals of a wrapper around everything else, each by default, by the name of what is inside. */
function refusals(wrapper: string): Record<string, string> {
  return Object.fromEntries(
    optimizers.entries().flatMap((inside) => {
      try {
        makeOptimizer(`${wrapper}(${exampleOf(inside)})`);
        return [];
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError);
        return [[inside.name, (error as Error).message]];
      }
    }),
  );
}

test.each(wrappers)(
  '$name refuses what it cannot wrap in one line that says what to write instead',
  ({ name }) => {
    for (const [inside, message] of Object.entries(refusals(name))) {
      expect(message).toMatch(new RegExp(`^${name} cannot stand around ${inside}: [^\n]+; write [^\n]+$`));
    }
  },
);

test('Rules that learn from their updates, find a rate that is not seen or stand twice are the only ones to be refused', () => {
  const learners = ['HYPERSGD', 'MADA', 'HYPER'];
  const hints = ['OPTIMISTIC_GD', 'OPTIMISTIC_ADAGRAD'];
  const places = ['COCOB', 'DADAPT_SGD'];
  const scales = ['MECHANIC', 'TRAC'];
  const copies = ['LOOKAHEAD', 'SCHEDULEFREE', 'SPLUS'];
  const found = ['DADAPT_ADAM', 'DOG', 'DOWG', 'LDOG', 'PRODIGY'];
  const forgetful = [
    ...['SGD', 'ADAM', 'ADAMW', 'AMSGRAD', 'NADAM', 'RADAM', 'LION', 'LAMB', 'GRAMS', 'RMSPROP'],
    ...[
      'ADAGRAD',
      'MILO',
      'MILO_LW',
      'SOFTSIGN',
      'SHRINK_PERTURB',
      'ADAM_REL',
      'ADAM_RESET',
      'SINKGD',
      'SWAN',
    ],
    ...['CLIP', 'CLIP_UPDATE', 'WEIGHT_DECAY', 'SCHEDULE', 'GHOSTS', 'LR_SPIKE', 'CAUTIOUS', 'PERPGRAD'],
    ...['SAM', 'ASAM', 'EMA', 'POLYAK', 'SPLIT'],
    ...['ADABELIEF', 'ADADELTA', 'ADAMC', 'ADAMP', 'ADAMUON', 'ADEMAMIX', 'ANO', 'DAL', 'DIFFGRAD', 'LAPROP'],
    ...['MARS', 'MARS_CORRECTION', 'MARS_M', 'MUON', 'NSGD', 'SGDP', 'SIGNSGD', 'SOPHIA', 'STABLEADAMW'],
    ...['UPGD', 'USCION', 'YOGI'],
  ];
  const table = Object.fromEntries(wrappers.map(({ name }) => [name, Object.keys(refusals(name)).sort()]));
  const none = Object.fromEntries(wrappers.map(({ name }) => [name, [] as string[]]));
  const held = [
    'REDO',
    ...learners,
    ...hints,
    ...places,
    ...scales,
    ...copies,
    ...found,
    ...['ADAFACTOR', 'HYPERBALL', 'SCION', 'SPLIT'],
  ].sort();
  expect(table).toEqual({
    ...none,
    ...Object.fromEntries(
      ['CAUTIOUS', 'LR_SPIKE'].map((name) => [
        name,
        ['HYPERBALL', 'REDO', ...learners, ...hints, ...places, ...scales, 'SCION'].sort(),
      ]),
    ),
    ...Object.fromEntries(
      ['CLIP_UPDATE', 'DIVLR', 'GHOSTS', 'LIMIT_GROWTH'].map((name) => [
        name,
        ['HYPERBALL', 'REDO', ...learners, ...hints, ...places, ...scales].sort(),
      ]),
    ),
    HYPER: ['HYPERBALL', 'REDO', ...learners, ...places, ...scales, 'SCHEDULEFREE'].sort(),
    DAL: ['HYPERBALL', 'REDO', ...learners, ...places, ...scales, 'SCHEDULEFREE'].sort(),
    TRAC: ['HYPERBALL', 'REDO', ...learners, ...hints, ...places, ...scales, ...copies, 'SCION'].sort(),
    MECHANIC: ['HYPERBALL', 'REDO', ...learners, ...hints, ...places, ...scales, ...copies, 'SCION'].sort(),
    WEIGHT_DECAY: [
      'HYPERBALL',
      'ADAFACTOR',
      'SPLUS',
      'HYPER',
      'HYPERSGD',
      'SPLIT',
      ...places,
      ...scales,
      ...found,
    ].sort(),
    LOOKAHEAD: ['HYPERBALL', 'REDO', ...learners, ...hints, ...places, ...scales, ...copies, 'SCION'].sort(),
    HYPERBALL: held,
    RELATIVE_UPDATE: held,
    RADIAL_BRAKE: held,
    SAM: ['IVON', 'SVEN'],
    ASAM: ['IVON', 'SVEN'],
    SPLIT: ['SPLIT'],
    REDO: optimizers
      .entries()
      .map(({ name }) => name)
      .filter((name) => !forgetful.includes(name))
      .sort(),
  });
});

test('Settings decide, and other wrappers between hide nothing', () => {
  const refused = (spec: string) => expect(() => makeOptimizer(spec), spec).toThrow('cannot stand around');
  const allowed = (spec: string) => expect(() => makeOptimizer(spec), spec).not.toThrow();
  refused('WEIGHT_DECAY(EMA(CLIP(PRODIGY)))');
  allowed('WEIGHT_DECAY(EMA(CLIP(PRODIGY)),kind=coupled)');
  refused('WEIGHT_DECAY(SCHEDULEFREE(warmup_steps=10))');
  allowed('SCHEDULE(WEIGHT_DECAY(SCHEDULEFREE),warmup=0.1)');
  allowed('WEIGHT_DECAY(ADAFACTOR(relative_step=false,scale_parameter=false,lr=0.01))');
  refused('CAUTIOUS(SAM(HYPER(ADAM)))');
  refused('SAM(CAUTIOUS(IVON))');
  refused('ASAM(SPLIT(ADAM,critic=IVON))');
  refused('HYPERBALL(SPLIT(ADAM,critic=ADAM))');
  allowed('SPLIT(HYPERBALL(ADAM),critic="HYPERBALL(ADAM)")');
  refused('WEIGHT_DECAY(SPLIT(ADAM,critic=ADAM))');
  allowed('WEIGHT_DECAY(SPLIT(ADAM,critic=ADAM),kind=coupled)');
  allowed('SPLIT(WEIGHT_DECAY(ADAM),critic="WEIGHT_DECAY(ADAM)")');
  allowed('CLIP(PERPGRAD(IVON))');
  allowed('HYPER(SCION)');
  // Its factor may become negative, and then weights grow instead of shrinking.
  refused('HYPER(SCION,multiplicative=false)');
  refused('HYPER(SPLIT(ADAM,critic=SCION),multiplicative=false)');
  allowed('HYPER(USCION,multiplicative=false)');
  refused('HYPER(SCHEDULEFREE,multiplicative=false)');
  allowed('HYPER(WEIGHT_DECAY(LIMIT_GROWTH(CAUTIOUS(SAM(ADAM)))))');
});

test('What is written instead can be written', () => {
  const suggested = wrappers.flatMap(({ name }) =>
    Object.values(refusals(name)).flatMap((message) =>
      [...message.matchAll(/[A-Z_]+\([^ ,;]*\)/g)].map(([spec]) =>
        spec.replace('weight_decay=…', 'weight_decay=0.1').replace('…', 'ADAM'),
      ),
    ),
  );
  expect(suggested.length).toBeGreaterThan(10);
  for (const spec of suggested) expect(() => makeOptimizer(spec), spec).not.toThrow();
});
