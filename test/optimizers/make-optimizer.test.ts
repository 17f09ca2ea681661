import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { makeOptimizer, type OptimizerEntry, optimizers, standsAlone } from '../../src/optimizers/index.ts';
import { describeSettings } from '../../src/settings.ts';

/** An entry with settings, around Adam if it wraps. */
function spelled({ name, wraps }: OptimizerEntry, ...settings: readonly string[]): string {
  const parts = [...(wraps ? ['ADAM'] : []), ...settings];
  return parts.length === 0 ? name : `${name}(${parts.join(',')})`;
}

describe('makeOptimizer', () => {
  test('sets hyper-parameters from the expression', () => {
    expect(optimizers.resolve('MILO(lr=0.01,momentum=0.8)').settings).toMatchObject({
      lr: 0.01,
      momentum: 0.8,
    });
  });

  test('finds names in any case', () => {
    const capitals = fc.array(fc.boolean(), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(fc.constantFrom(...optimizers.entries().filter(standsAlone)), capitals, (entry, upper) => {
        const { name } = entry;
        const mixed = [...name].map((c, i) => (upper[i] ? c.toUpperCase() : c.toLowerCase())).join('');
        expect(optimizers.resolve(spelled({ ...entry, name: mixed })).label).toBe(spelled(entry));
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
      expect(() => makeOptimizer(spelled(entry, 'unheard_of=1'))).toThrow(UsageError);
      const valid = names.length === 0 ? 'it takes none' : `valid: ${names.join(', ')}`;
      expect(() => makeOptimizer(spelled(entry, 'unheard_of=1'))).toThrow(
        `has no setting "unheard_of" (${valid})`,
      );
      // A name of one letter has nothing that could be left out.
      const first = names.find((name) => name.length > 1);
      if (first === undefined) return;
      expect(() => makeOptimizer(spelled(entry, `${first.slice(0, -1)}=1`))).toThrow(
        `did you mean ${first}?`,
      );
    },
  );

  test.each(optimizers.entries())(
    'refuses any hyper-parameter of $name that is out of range, with the range',
    (entry) => {
      for (const { name, type, range } of describeSettings(entry.settings)) {
        // A lower bound of a loss may be any number, and layers are counted from either end.
        if (!/number|integer/.test(type) || name === 'lb' || name === 'layers') continue;
        expect(range, name).not.toBe('');
        const number = /^[≤<]/.test(range) ? '1' : '-2';
        const wrong = type.startsWith('[') ? '[-2,-2]' : type.startsWith('list') ? '[-2]' : number;
        const refusal = `${entry.name}: ${name} must be ${type} (${range}), given ${wrong}`;
        expect(() => makeOptimizer(spelled(entry, `${name}=${wrong}`))).toThrow(refusal);
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
});
