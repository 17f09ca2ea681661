import { expect, test } from 'vitest';
import { driverFits, oldestDriver } from '../../src/backends/cuda-driver.ts';

test.each([
  ['525.60.13', '12.5.1', true],
  ['525.60.2', '12.5.1', false],
  ['470.223.02', '12.5.1', false],
  ['550.54', '12.9', true],
  ['575.57', '13.0', false],
  ['450.80.02', '11.2', true],
  ['900', '99.0', undefined],
])('Driver %s and CUDA %s go together: %s', (driver, cuda, fits) => {
  expect(driverFits(driver, cuda)).toBe(fits);
});

test('Every driver fits itself', () => {
  for (const cuda of ['11', '12', '13']) expect(driverFits(oldestDriver(cuda)!, cuda)).toBe(true);
});
