import { expect, test } from 'vitest';
import { z } from 'zod';
import { describeSettings } from '../src/settings.ts';

test.each([
  ['a number', z.number(), 'number', ''],
  ['a positive number', z.number().positive(), 'number', '> 0'],
  ['a share', z.number().min(0).lt(1), 'number', '0 ≤ x < 1'],
  ['a bounded number', z.number().max(3), 'number', '≤ 3'],
  ['a count', z.int().positive(), 'integer', '> 0'],
  ['an integer', z.int(), 'integer', ''],
  ['a flag', z.boolean(), 'boolean', ''],
  ['a choice', z.enum(['a', 'b']), 'a | b', ''],
  ['a number or none', z.number().positive().nullable(), 'number | none', '> 0'],
  ['a pair', z.tuple([z.number().min(0), z.number().min(0)]), '[number, number]', '≥ 0'],
  ['a list', z.array(z.int().min(1)), 'list of integer', '≥ 1'],
])('%s is described with its range', (_, schema, type, range) => {
  expect(describeSettings(z.object({ x: schema.describe('what it is') }))).toEqual([
    { name: 'x', type, range, default: undefined, description: 'what it is' },
  ]);
});
