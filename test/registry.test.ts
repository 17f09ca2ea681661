import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { UsageError } from '../src/errors.ts';
import { Registry, type RegistryEntry } from '../src/registry.ts';

const schema = z.object({
  lr: z.number().positive().default(0.1).describe('learning rate'),
  mode: z.enum(['fast', 'exact']).default('fast').describe('how'),
});

function gadgets() {
  const registry = new Registry('gadget');
  const about = { summary: 'a gadget', source: 'nowhere' };
  registry.register({ ...about, name: 'GRINDER', aliases: ['Grinder-v1'], settings: schema });
  registry.register({ ...about, name: 'LAMP', settings: z.object({}) });
  registry.register({ ...about, name: 'CASE', settings: schema, wraps: true });
  const model = z.string().describe('which one');
  registry.register({ ...about, name: 'ROBOT', first: 'model', settings: z.looseObject({ model }) });
  return registry;
}

describe('a registry', () => {
  test('finds an entry by name or alias in any case', () => {
    for (const name of ['GRINDER', 'grinder', 'gRINDER-V1']) expect(gadgets().get(name).name).toBe('GRINDER');
  });

  test.each(['constructor', 'toString', 'hasOwnProperty'])('refuses the name %s', (name) => {
    const about = { summary: 'a gadget', source: 'nowhere' };
    const refused = new RegExp(`uses the name "${name}", which every JavaScript object has`);
    expect(() => gadgets().register({ ...about, name, settings: schema })).toThrow(refused);
    const settings = z.object({ [name]: z.number().default(1).describe('a number') });
    expect(() => gadgets().register({ ...about, name: 'SAW', settings })).toThrow(refused);
  });

  test('finds an entry by a name whose parts are separated otherwise, or that stands behind a module', () => {
    const registry = gadgets();
    const about = { summary: 'a gadget', source: 'nowhere', settings: z.object({}) };
    registry.register({ ...about, name: 'TWO_WORDS' });
    registry.register({ ...about, name: 'NEARALIKE' });
    registry.register({ ...about, name: 'NEAR_ALIKE' });
    for (const name of ['two-words', 'TwoWords', 'shop.gadgets.TwoWords', 'grinder_v1'])
      expect(registry.find(name)?.name).toMatch(/TWO_WORDS|GRINDER/);
    expect(registry.find('near-alike')).toBeUndefined();
    expect(registry.find('near_alike')?.name).toBe('NEAR_ALIKE');
    expect(registry.find('TwoWords.')).toBeUndefined();
  });

  test('says what there is instead of names that others have', () => {
    const registry = new Registry('gadget', [], {
      absent: [{ names: /^saw/i, instead: 'nothing here has teeth' }],
    });
    expect(() => registry.get('Saw-v2')).toThrow('unknown gadget "Saw-v2": nothing here has teeth (known: )');
  });

  test('lists its entries in the order in which they came', () => {
    expect(
      gadgets()
        .entries()
        .map(({ name }) => name),
    ).toEqual(['GRINDER', 'LAMP', 'CASE', 'ROBOT']);
  });

  test('refuses a name that is taken, as a name or as an alias', () => {
    const again = { name: 'grinder-V1', summary: '', source: '', settings: z.object({}) };
    expect(() => gadgets().register(again)).toThrow('gadget "grinder-V1" is registered already');
  });

  test('refuses an entry that lacks what every entry has, or what this registry asks for', () => {
    const registry = new Registry<RegistryEntry & { grind?: () => void }>('gadget', ['grind']);
    const whole = { name: 'X', summary: '', source: '', settings: z.object({}), grind: () => {} };
    expect(() => registry.register({ ...whole, name: 'X(1)' })).toThrow('letters, digits');
    const lacking = (key: string) => registry.register({ ...whole, [key]: undefined });
    expect(() => lacking('source')).toThrow('gadget "X" has no source; give it a line of text');
    expect(() => lacking('settings')).toThrow('gadget "X" has no settings; give it a z.object');
    expect(() => lacking('grind')).toThrow('gadget "X" has no grind; give it a function');
    expect(registry.entries()).toEqual([]);
  });

  test('names the nearest and all known entries when it does not know one', () => {
    expect(() => gadgets().get('GRINDR')).toThrow(
      'unknown gadget "GRINDR": did you mean GRINDER? (known: GRINDER, LAMP, CASE, ROBOT)',
    );
    expect(() => gadgets().get('Grinder-v2')).toThrow('did you mean Grinder-v1?');
    expect(() => gadgets().get('submarine')).toThrow(
      'unknown gadget "submarine" (known: GRINDER, LAMP, CASE, ROBOT)',
    );
  });

  test('fills in defaults and labels a choice by what was set, in one order', () => {
    const { settings, label } = gadgets().resolve('grinder(mode=exact,lr=2e-1)');
    expect(settings).toEqual({ lr: 0.2, mode: 'exact' });
    expect(label).toBe('GRINDER(lr=0.2,mode=exact)');
    expect(gadgets().resolve('grinder-v1').label).toBe('GRINDER');
  });

  test('resolves what an entry wraps, and spells a wrapped name bare where it has no settings', () => {
    const { inner, label, settings } = gadgets().resolve('case(case(Grinder-v1),mode=exact)');
    expect(settings).toEqual({ lr: 0.1, mode: 'exact' });
    expect(inner?.inner?.entry.name).toBe('GRINDER');
    expect(label).toBe('CASE(CASE(GRINDER),mode=exact)');
    expect(gadgets().resolve('case(lamp())').label).toBe('CASE(LAMP)');
    expect(gadgets().resolve(label).label).toBe(label);
  });

  test('takes the value of one setting without its name, and hands on settings of others', () => {
    for (const spelling of [
      'robot(R/2-v1,b=2,a=x)',
      'robot("R/2-v1",a=x,b=2)',
      'Robot(b=2,model=R/2-v1,a=x)',
    ]) {
      const { label, settings } = gadgets().resolve(spelling);
      expect(label).toBe('ROBOT(R/2-v1,a=x,b=2)');
      expect(settings).toEqual({ model: 'R/2-v1', a: 'x', b: 2 });
      expect(gadgets().resolve(label).label).toBe(label);
    }
    expect(gadgets().resolve('robot("two words:1")').label).toBe('ROBOT("two words:1")');
  });

  test.each([
    ['robot', 'ROBOT: model is missing; it must be string'],
    ['robot(3)', 'ROBOT: model must be string, given 3'],
    ['robot(a,model=b)', 'ROBOT is given its model twice; keep one of them'],
    ['robot(a,b)', 'ROBOT takes key=value settings behind its model, given robot(a,b)'],
    ['grinder(lr=0)', 'GRINDER: lr must be number (> 0), given 0'],
    ['grinder(lr=-inf)', 'GRINDER: lr must be number (> 0), given -inf'],
    ['grinder(mode=Fast)', 'GRINDER: mode must be fast | exact, given "Fast"'],
    ['grinder(mode=fast(x=1))', 'GRINDER: mode must be fast | exact, given fast(x=1)'],
    ['grinder(rate=1)', 'GRINDER has no setting "rate" (valid: lr, mode)'],
    ['grinder(mod=fast)', 'GRINDER has no setting "mod": did you mean mode? (valid: lr, mode)'],
    ['grinder(constructor=1)', 'GRINDER has no setting "constructor" (valid: lr, mode)'],
    ['lamp(lr=1)', 'LAMP has no setting "lr" (it takes none)'],
    ['case', 'CASE wraps one gadget, named first in its parentheses: CASE(NAME); given case'],
    [
      'case(lamp,lamp)',
      'CASE wraps one gadget, named first in its parentheses: CASE(NAME); given case(lamp,lamp)',
    ],
    ['case(grinder(lr=0))', 'GRINDER: lr must be number (> 0), given 0'],
    ['lamp(1)', 'LAMP takes key=value settings only, given lamp(1)'],
  ])('refuses %s', (spec, complaint) => {
    expect(() => gadgets().resolve(spec)).toThrow(new UsageError(complaint));
  });
});
