import { expect, test } from 'vitest';
import { z } from 'zod';
import { agents } from '../agents/index.ts';
import { callsAsWords, describeSettings, noneAsWord } from '../src/settings.ts';

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

test('none is a word where a setting has such a word, and nothing where it may be nothing', () => {
  const schema = z.object({
    scope: z.enum(['batch', 'none']),
    limit: z.number().nullable(),
    size: z.number(),
  });
  const given = { scope: null, limit: null, size: null };
  expect(noneAsWord(schema, given)).toEqual({ ...given, scope: 'none' });
});

test('a call is a word where a setting has such a word, and stays what it is elsewhere', () => {
  const schema = z.object({ shape: z.enum(['round', 'bent(by=2)']), size: z.number() });
  const bent = { name: 'bent', positional: [], settings: { by: 2 } };
  expect(callsAsWords(schema, { shape: bent, size: 1 })).toEqual({ shape: 'bent(by=2)', size: 1 });
  const more = { ...bent, settings: { by: 3 } };
  expect(callsAsWords(schema, { shape: more, size: bent })).toEqual({ shape: more, size: bent });
});

test('The returns of an agent are not normalised with and without quotes, and it has one name', () => {
  const [bare, quoted] = ['none', '"none"'].map((none) => agents.resolve(`reinforce(norm_returns=${none})`));
  expect(bare).toEqual(quoted);
});
