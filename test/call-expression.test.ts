import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Call, formatCall, parseCall, type Value } from '../src/call-expression.ts';
import { UsageError } from '../src/errors.ts';

const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,8}$/);
const text = fc.string({ maxLength: 8 }).filter((each) => !(each.includes('"') && each.includes("'")));
// No -0, whose sign is not written.
const number = fc.double({ noNaN: true }).map((each) => each + 0);
const { call } = fc.letrec<{ call: Call; value: Value }>((tie) => ({
  call: fc.record({
    name,
    positional: fc.array(tie('value'), { maxLength: 2 }),
    settings: fc.dictionary(name, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  }),
  value: fc.oneof(
    { maxDepth: 3 },
    number,
    fc.boolean(),
    fc.constant(null),
    text,
    fc.constantFrom('none', 'True', 'inf'),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('call'),
  ),
}));

describe('an expression', () => {
  test.each<[string, Call]>([
    ['SGD', { name: 'SGD', positional: [], settings: {} }],
    ['MILO(lr=0.01,momentum=0.8)', { name: 'MILO', positional: [], settings: { lr: 0.01, momentum: 0.8 } }],
    [
      ' ADAM ( lr = 1e-3 , betas = [ .9, 0.99 ] ) ',
      { name: 'ADAM', positional: [], settings: { lr: 0.001, betas: [0.9, 0.99] } },
    ],
    [
      'sam(SGD(momentum=-0.9),weight-decay=none)',
      {
        name: 'sam',
        positional: [{ name: 'SGD', positional: [], settings: { momentum: -0.9 } }],
        settings: { weight_decay: null },
      },
    ],
    [
      'open(weights="my file.npy",path=./a/b.npy)',
      { name: 'open', positional: [], settings: { weights: 'my file.npy', path: './a/b.npy' } },
    ],
    [
      'f(a=TRUE,b=Inf,c=-Inf,d=tanh)',
      {
        name: 'f',
        positional: [],
        settings: { a: true, b: Number.POSITIVE_INFINITY, c: Number.NEGATIVE_INFINITY, d: 'tanh' },
      },
    ],
  ])('%s is a name with settings', (written, read) => {
    expect(parseCall(written)).toEqual(read);
  });

  test('is read back as it was written', () => {
    fc.assert(
      fc.property(call, (each) => {
        expect(parseCall(formatCall(each))).toEqual(each);
      }),
      { numRuns: 1000 },
    );
  });

  test('may be built of words that mean something to JavaScript', () => {
    const { settings } = parseCall('f(constructor=toString,__proto__=1)');
    expect(Object.entries(settings)).toEqual([
      ['constructor', 'toString'],
      ['__proto__', 1],
    ]);
  });

  test.each([
    ['', 'expected a name, found the end'],
    ['MILO(lr=)', 'expected a value, found ")"'],
    ['MILO(lr=0.1', 'expected "," or ")", found the end'],
    ['MILO(lr=0.1))', 'expected nothing more, found ")"'],
    ['MILO(lr=1x)', 'expected a value, found "1x)"'],
    ['MILO(lr=[1,2)', 'expected "," or "]", found ")"'],
    ['MILO(lr=1,lr=2)', 'sets lr twice; keep one of them'],
  ])('%s is refused where it stops to make sense', (written, complaint) => {
    expect(() => parseCall(written)).toThrow(UsageError);
    expect(() => parseCall(written)).toThrow(complaint);
  });
});
