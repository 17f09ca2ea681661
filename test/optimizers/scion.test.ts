import fc from 'fast-check';
import { SingularValueDecomposition } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { makeOptimizer, optimizers, type ParameterRole } from '../../src/optimizers/index.ts';
import { normsFor } from '../../src/optimizers/norms/index.ts';
import * as tf from '../../src/tensors/tf.ts';
import { firstUpdate, furthest, networks, trained } from './matrix-rules.ts';
import { advance, mapMember, memberValues, populate, randomMember, start } from './trial.ts';

const shapes = Object.entries(networks).map(([name, shape]) => ({ name, shape }));
const initial = randomMember(networks, 1);
const gradients = [2, 3, 4, 5].map((seed) => randomMember(networks, seed));

/** The direction of a norm for one kernel `[2, 3]` of rows [3, 0, -4] and [0, 5, 0], by inputs. */
function direction(norm: string): number[] {
  const gradient = { 'a.head.kernel': { shape: [2, 3], values: [3, 0, -4, 0, 5, 0] } } as const;
  return firstUpdate(`USCION(lr=1,momentum=1,scale=1,head=${norm})`, gradient)['a.head.kernel']!.map(
    (x) => -x,
  );
}

describe('The norms of kernels', () => {
  test.each([
    ['Sign', [1 / 2, 0, -1 / 2, 0, 1 / 2, 0]],
    ['Sign(normalized=false)', [1, 0, -1, 0, 1, 0]],
    // An input's weights have a root mean square of 1 over the three outputs.
    ['ColNorm', [0.6, 0, -0.8, 0, 1, 0].map((x) => x * Math.sqrt(3))],
    ['ColNorm(normalized=true)', [0.6, 0, -0.8, 0, 1, 0].map((x) => (x * Math.sqrt(3)) / 2)],
    ['ColNorm(transpose=true)', [1, 0, -1, 0, 1, 0].map((x) => x * Math.SQRT2)],
    ['ColNorm(transpose=true,normalized=true)', [1, 0, -1, 0, 1, 0].map((x) => (x * Math.SQRT2) / 3)],
    ['RowNorm(normalized=false)', [1, 0, -1, 0, 1, 0]],
    ['RowNorm', [1, 0, -1, 0, 1, 0].map((x) => x / Math.SQRT2)],
    ['RowNorm(transpose=true)', [0.6, 0, -0.8, 0, 1, 0].map((x) => x / Math.sqrt(3))],
    ['RowNorm(transpose=true,normalized=false)', [0.6, 0, -0.8, 0, 1, 0]],
  ])('%s takes its steps', (norm, expected) => {
    expect(furthest(direction(norm), expected)).toBeLessThan(1e-6);
  });

  test('Spectral takes steps of equal singular values, as long as its settings say', () => {
    const length = (norm: string) => Math.max(...direction(norm)) / Math.max(...direction('Spectral'));
    expect(furthest(direction('Auto'), direction('Spectral'))).toBe(0);
    expect(length('Spectral(normalized=false)')).toBeCloseTo(Math.SQRT2, 5);
    expect(length('Spectral(max=true)')).toBe(1);
    expect(direction('Spectral').every((x, i) => Math.abs(x) < 1.21 * Math.sqrt(1.5) || i < 0)).toBe(true);
  });

  test('are multiplied by their own scale, or by that of the optimizer', () => {
    const doubled = direction('Sign(scale=2)');
    expect(doubled).toEqual(direction('Sign').map((x) => 2 * x));
    const gradient = { 'a.head.kernel': { shape: [1, 2], values: [1, -1] } } as const;
    expect(firstUpdate('USCION(lr=1,head=Sign,scale=3)', gradient)['a.head.kernel']).toEqual([-3, 3]);
    expect(firstUpdate('USCION(lr=1,head=Sign(scale=2),scale=3)', gradient)['a.head.kernel']).toEqual([
      -2, 2,
    ]);
  });

  test('do not hide what is not a number', () => {
    for (const { name } of normsFor('hidden').entries()) {
      const broken = mapMember(gradients[0]!, () => Number.NaN);
      const update = firstUpdate(`USCION(input=${name},hidden=${name},head=${name},vector=Sign)`, broken);
      expect(Object.values(update).flat().every(Number.isNaN)).toBe(true);
    }
  });
});

test('The norms of vectors are the root mean square and the largest magnitude', () => {
  const gradient = { 'a.0.bias': { shape: [1, 4], values: [1, 1, -1, 5] } } as const;
  const of = (norm: string) => firstUpdate(`USCION(lr=1,scale=1,vector=${norm})`, gradient)['a.0.bias']!;
  const rms = Math.sqrt(28 / 4);
  expect(
    furthest(
      of('BiasRMS'),
      [1, 1, -1, 5].map((x) => -x / rms),
    ),
  ).toBeLessThan(1e-6);
  expect(of('Auto')).toEqual(of('BiasRMS'));
  expect(of('Sign')).toEqual([-1, -1, 1, -1]);
});

test.each(['hidden', 'vector'] satisfies ParameterRole[])(
  'What a norm of a %s gains on a gradient is the dual norm times the length of its steps',
  (role) => {
    const side = fc.integer({ min: 1, max: 6 });
    fc.assert(
      fc.property(side, side, fc.integer({ min: 0, max: 1e6 }), (rows, columns, seed) => {
        const shape = [role === 'vector' ? 1 : rows, columns] as const;
        const gradient = populate([randomMember({ x: shape }, seed)]).x!;
        for (const { name, ...norm } of normsFor(role).entries()) {
          const { settings } = normsFor(role).resolve(name);
          const gained = tf
            .sum(tf.mul(gradient, norm.directions([gradient], settings, [0])[0]!))
            .dataSync()[0]!;
          const dual =
            norm.dual([gradient], settings)[0]!.dataSync()[0]! /
            (name === 'BiasRMS' ? Math.sqrt(columns) : 1);
          // The directions of Spectral have singular values of about 1 only.
          const [least, most] = name === 'Spectral' ? [0.6, 1.21] : [1 - 1e-5, 1 + 1e-5];
          expect(gained / dual).toBeGreaterThan(least);
          expect(gained / dual).toBeLessThan(most);
        }
      }),
      { numRuns: 20 },
    );
  },
);

describe('SCION', () => {
  test('shrinks parameters by the learning rate, where USCION does not', () => {
    const settings = 'lr=0.1,scale=2,head=Sign(scale=3)';
    const [bound, free] = ['SCION', 'USCION'].map((name) =>
      trained(`${name}(${settings})`, initial, gradients.slice(0, 1)),
    );
    for (const [name, { values }] of Object.entries(initial)) {
      const shrunk = free![name]!.map((value, i) => value - 0.1 * values[i]!);
      expect(furthest(bound![name]!, shrunk)).toBeLessThan(1e-6);
    }
  });

  test('brings every kernel into the ball of its norm, and keeps it there', () => {
    const optimizer = makeOptimizer('SCION(lr=0.1,scale=2,input=Spectral,hidden=Spectral,head=Sign)');
    let trial = start(optimizer, [mapMember(initial, (value) => value * 100)]);
    for (let step = 1; step <= 150; step++) {
      trial = advance(optimizer, trial, populate([randomMember(networks, step)]), { step });
    }
    const { params } = trial;
    for (const name of ['actor.0.kernel', 'actor.1.kernel']) {
      const [, inputs, outputs] = params[name]!.shape as [number, number, number];
      const kernel = params[name]!.arraySync() as number[][][];
      const [largest] = new SingularValueDecomposition(kernel[0]!, { autoTranspose: true }).diagonal;
      expect(largest).toBeLessThan(2 * 1.21 * Math.sqrt(outputs / inputs));
    }
    const head = memberValues({ head: params['actor.head.kernel']! }, 0)[0]!;
    expect(Math.max(...head.map(Math.abs))).toBeLessThan((2 / 6) * (1 + 1e-4));
  });

  test('averages gradients from zero, and not at all with a momentum of 1', () => {
    const spec = (momentum: number) => `USCION(lr=1,scale=1,momentum=${momentum},vector=BiasRMS)`;
    const [first, second] = [
      { b: { shape: [1, 2], values: [3, 4] } },
      { b: { shape: [1, 2], values: [4, -3] } },
    ] as const;
    const zero = { b: { shape: [1, 2], values: [0, 0] } } as const;
    const last = (momentum: number) => {
      const [both, one] = [[first, second], [first]].map((steps) => trained(spec(momentum), zero, steps).b!);
      return both!.map((value, i) => value - one![i]!);
    };
    const rms = (values: number[]) =>
      values.map((x) => -x / Math.sqrt((values[0]! ** 2 + values[1]! ** 2) / 2));
    expect(furthest(last(1), rms([4, -3]))).toBeLessThan(1e-6);
    expect(furthest(last(0.25), rms([0.75 * 3 + 4, 0.75 * 4 - 3]))).toBeLessThan(1e-6);
  });

  test('says which norm measures each parameter', () => {
    const routes = makeOptimizer('SCION(input=ColNorm,hidden=Auto,head=Sign,vector=Auto)').routes!(shapes);
    expect(Object.entries(routes).slice(0, 6)).toEqual([
      ['actor.0.kernel', 'ColNorm'],
      ['actor.0.bias', 'BiasRMS'],
      ['actor.1.kernel', 'Spectral'],
      ['actor.1.bias', 'BiasRMS'],
      ['actor.head.kernel', 'Sign'],
      ['actor.head.bias', 'BiasRMS'],
    ]);
  });
});

describe('The settings of norms', () => {
  test('are settled in full, in a form that can be given again', () => {
    const { settings } = optimizers.resolve('SCION(hidden=auto(steps=3))');
    expect(settings).toMatchObject({
      hidden: { name: 'Spectral', settings: { max: false, normalized: true, steps: 3, scale: null } },
      vector: { name: 'BiasRMS', settings: { scale: null } },
    });
    const again = optimizers.resolve({
      name: 'SCION',
      positional: [],
      settings: JSON.parse(JSON.stringify(settings)),
    });
    expect(again.settings).toEqual(settings);
  });

  test('keep their spelling in labels', () => {
    const spec = 'SCION(input=Spectral(max=true),hidden=Spectral,head=Sign(scale=1024),vector=BiasRMS)';
    expect(optimizers.resolve(spec).label).toBe(spec);
  });

  test.each([
    [
      'hidden=Spectra',
      'SCION: hidden is not understood: unknown norm of kernels "Spectra": did you mean Spectral?',
    ],
    ['vector=Spectral', 'SCION: vector is not understood: unknown norm of vectors "Spectral"'],
    ['head=Sign(scle=3)', 'Sign has no setting "scle": did you mean scale?'],
    ['head=Sign(scale=-1)', 'Sign: scale must be number | none (≥ 0), given -1'],
    ['head=3', 'SCION: head is not the name of a norm'],
  ])('refuse %s in words that help', (settings, message) => {
    expect(() => makeOptimizer(`SCION(${settings})`)).toThrow(message);
  });

  test('may differ between members in size, not in what is computed', () => {
    expect(() =>
      makeOptimizer(['SCION(head=Sign(scale=3))', 'SCION(head=Sign(normalized=false))']),
    ).not.toThrow();
    expect(() => makeOptimizer(['SCION(head=Sign)', 'SCION(head=ColNorm)'])).toThrow('cannot differ in head');
    expect(() => makeOptimizer(['SCION(hidden=Spectral)', 'SCION(hidden=Spectral(steps=2))'])).toThrow(
      'cannot differ in hidden (given Spectral(steps=5) and Spectral(steps=2))',
    );
  });

  test('of one member do not reach another', () => {
    const specs = [
      'USCION(head=Sign(scale=3),hidden=Spectral(max=true))',
      'USCION(head=Sign(normalized=false))',
    ];
    const optimizer = makeOptimizer(specs);
    const both = advance(
      optimizer,
      start(optimizer, [initial, initial]),
      populate([gradients[0]!, gradients[1]!]),
      { step: 1 },
    );
    specs.forEach((spec, member) => {
      const alone = trained(spec, initial, [gradients[member]!]);
      expect(memberValues(both.params, member)).toEqual(Object.values(alone));
    });
  });
});
