import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { optimizers } from '../../src/optimizers/index.ts';

const rule = /^ {4}"([A-Z_]+)": /gm;

test.each([['optax_updates.py'], ['torch_updates.py']])(
  'Every rule that bench/peers/%s measures is an optimizer by its canonical name',
  (program) => {
    const source = readFileSync(`bench/peers/${program}`, 'utf8');
    const rules = [...source.matchAll(rule)].map(([, name]) => name!);
    expect(rules.length).toBeGreaterThan(10);
    expect(rules.map((name) => optimizers.resolve(name).label)).toEqual(rules);
  },
);
