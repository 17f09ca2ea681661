import { expect, test } from 'vitest';
import { describeHost } from '../../src/store/index.ts';

test('describeHost says what machine this is', () => {
  const host = describeHost();
  expect(host).toMatchObject({ platform: process.platform, arch: process.arch, node: process.version });
  expect(host.cpus).toBeGreaterThan(0);
  expect(host.cpu_model).not.toBe('');
  expect(host.memory_bytes).toBeGreaterThan(2 ** 20);
});
