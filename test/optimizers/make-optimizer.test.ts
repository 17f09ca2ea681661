import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { makeOptimizer, optimizers } from '../../src/optimizers/index.ts';
import { describeSettings } from '../../src/settings.ts';
import { memberValues, populate, start } from './trial.ts';

const one = { p: { shape: [1, 2], values: [1, -2] } } as const;

/** The first update on the gradient (1, -2). */
function firstUpdate(spec: string): number[] {
  const optimizer = makeOptimizer(spec);
  const { params, state } = start(optimizer, [one]);
  return memberValues(optimizer.update(populate([one]), state, params, { step: 1 }).updates, 0)[0]!;
}

describe('makeOptimizer', () => {
  test('sets hyper-parameters from the expression', () => {
    expect(optimizers.resolve('MILO(lr=0.01,momentum=0.8)').settings).toMatchObject({
      lr: 0.01,
      momentum: 0.8,
    });
    expect(firstUpdate('SGD(lr=0.5)')).toEqual([-0.5, 1]);
  });

  test('finds names in any case', () => {
    const capitals = fc.array(fc.boolean(), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(fc.constantFrom(...optimizers.entries()), capitals, ({ name }, upper) => {
        const spelled = [...name].map((c, i) => (upper[i] ? c.toUpperCase() : c.toLowerCase())).join('');
        expect(optimizers.resolve(spelled).label).toBe(name);
      }),
    );
  });

  test('suggests the name that was meant', () => {
    expect(() => makeOptimizer('MILOO')).toThrow(/^unknown optimizer "MILOO": did you mean MILO\?/);
    expect(() => makeOptimizer('nvograd')).toThrow('did you mean NOVOGRAD?');
  });

  test.each(optimizers.entries())(
    'refuses an unknown hyper-parameter of $name with the valid ones',
    (entry) => {
      const names = Object.keys(entry.settings.shape);
      expect(() => makeOptimizer(`${entry.name}(foo=1)`)).toThrow(UsageError);
      expect(() => makeOptimizer(`${entry.name}(foo=1)`)).toThrow(
        `has no setting "foo" (valid: ${names.join(', ')})`,
      );
      expect(() => makeOptimizer(`${entry.name}(wieght_decay=1)`)).toThrow('did you mean weight_decay?');
    },
  );

  test.each(optimizers.entries())(
    'refuses any hyper-parameter of $name that is out of range, with the range',
    (entry) => {
      for (const { name, type, range } of describeSettings(entry.settings)) {
        if (!/number|integer/.test(type)) continue;
        expect(range, name).not.toBe('');
        const wrong = type.startsWith('[') || type.startsWith('list') ? '[-1,-1]' : '-1';
        const refusal = `${entry.name}: ${name} must be ${type} (${range}), given ${wrong}`;
        expect(() => makeOptimizer(`${entry.name}(${name}=${wrong})`)).toThrow(refusal);
      }
    },
  );

  test('labels a choice the same however its settings are ordered', () => {
    expect(optimizers.resolve('adam(weight-decay=0.1,lr=1e-2)').label).toBe('ADAM(lr=0.01,weight_decay=0.1)');
  });

  test('refuses an infinite learning rate in the words that were given', () => {
    expect(() => makeOptimizer('SGD(lr=inf)')).toThrow('SGD: lr must be number (≥ 0), given inf');
  });

  test("refuses Nesterov's momentum without momentum", () => {
    expect(() => makeOptimizer('SGD(nesterov=true)')).toThrow(
      'SGD: nesterov needs momentum > 0 and dampening = 0',
    );
    expect(() => makeOptimizer('MILO(nesterov=true,dampening=0.1)')).toThrow('MILO: nesterov needs');
  });

  test('refuses a population of several rules, of none, or of different structure', () => {
    expect(() => makeOptimizer(['SGD', 'ADAM'])).toThrow('given SGD and ADAM');
    expect(() => makeOptimizer([])).toThrow('at least one optimizer');
    expect(() => makeOptimizer(['MILO', 'MILO(layer_wise=true)'])).toThrow('cannot differ in layer_wise');
  });

  test('MILO_LW is MILO with layers normalised as a whole', () => {
    expect(firstUpdate('MILO(layer_wise=true)')).toEqual(firstUpdate('MILO_LW'));
    expect(optimizers.get('MILO_LW').settings.shape).toHaveProperty('group_size');
  });
});

describe("MILO's corner cases", () => {
  const single = { p: { shape: [1, 1], values: [3] } } as const;
  const plain = 'normalize=true,momentum=0,adaptive=false,lr=1';

  test.each(['MILO', 'MILO_LW'])('%s leaves a tensor of one number un-normalised', (name) => {
    const optimizer = makeOptimizer(`${name}(${plain})`);
    const { params, state } = start(optimizer, [single]);
    const { updates } = optimizer.update(populate([single]), state, params, { step: 1 });
    expect(memberValues(updates, 0)).toEqual([[-3]]);
  });

  test('groups of one stay un-normalised', () => {
    expect(firstUpdate(`MILO(${plain},group_size=1)`)).toEqual([-1, 2]);
  });

  test('maximize climbs', () => {
    expect(firstUpdate('MILO(maximize=true)')).toEqual(firstUpdate('MILO').map((value) => -value));
  });

  test('multipliers for layers that do not exist are refused', () => {
    expect(() => start(makeOptimizer('MILO(layer_lr_multipliers=[1,2])'), [one])).toThrow(
      'layer_lr_multipliers has 2 entries, but there are 1 layers',
    );
  });
});
