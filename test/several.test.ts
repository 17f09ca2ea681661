import { expect, test } from 'vitest';
import { several } from '../src/several.ts';
import { formatCount } from '../src/text/format.ts';

test('One thing is no plural, in whatever way it is counted', () => {
  expect([0, 1, 2].map((count) => several(count, 'run'))).toEqual(['0 runs', '1 run', '2 runs']);
  expect([1, 2000].map((count) => several(count, 'byte', formatCount))).toEqual(['1 byte', '2k bytes']);
});
