import { afterEach, expect, test, vi } from 'vitest';
import yargs from 'yargs';
import { isNativeOn } from '../../src/backends/simd/native-switch.ts';
import { withEnvironment } from '../../src/cli/environment.ts';
import { declareExecutionFlags } from '../../src/cli/execution-flags.ts';

afterEach(() => vi.unstubAllEnvs());

const parse = (...words: readonly string[]) => withEnvironment(declareExecutionFlags(yargs())).parse(words);

test('native kernels are used unless --no-native says otherwise, or the environment, which worker processes share', async () => {
  vi.stubEnv('RL_BENCH_NATIVE', undefined);
  await parse();
  expect(isNativeOn()).toBe(true);
  await parse('--no-native');
  expect(isNativeOn()).toBe(false);
  expect(process.env.RL_BENCH_NATIVE).toBe('0');
});

test.each(['0', 'false', 'off'])('RL_BENCH_NATIVE=%s keeps native kernels out', async (text) => {
  vi.stubEnv('RL_BENCH_NATIVE', text);
  expect(isNativeOn()).toBe(false);
  await parse();
  expect(isNativeOn()).toBe(false);
});
