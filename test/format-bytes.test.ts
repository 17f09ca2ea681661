import { expect, test } from 'vitest';
import { formatBytes } from '../src/format-bytes.ts';

test.each([
  [1, '1 MiB'],
  [2 ** 20, '1 MiB'],
  [2 ** 20 + 1, '2 MiB'],
  [4 * 2 ** 30, '4096 MiB'],
  [10 * 2 ** 30, '10 GiB'],
  [11.44 * 2 ** 30, '11.5 GiB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
