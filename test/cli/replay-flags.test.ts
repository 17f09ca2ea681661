import { afterEach, expect, test, vi } from 'vitest';
import yargs from 'yargs';
import { parserConfiguration } from '../../src/cli/command-line.ts';
import { withEnvironment } from '../../src/cli/environment.ts';
import { declareExecutionFlags } from '../../src/cli/execution-flags.ts';
import { replaySettings, setReplay } from '../../src/replay-settings.ts';

const before = replaySettings();
afterEach(() => {
  setReplay(before);
  vi.unstubAllEnvs();
});

const parse = (...words: readonly string[]) =>
  withEnvironment(
    declareExecutionFlags(yargs().parserConfiguration(parserConfiguration).exitProcess(false).fail(false)),
  ).parse(words);

test('steps are replayed unless --no-replay says otherwise, which worker processes share', async () => {
  await parse();
  expect(replaySettings()).toEqual({ replay: true, audit: 0 });
  await parse('--no-replay');
  expect(replaySettings().replay).toBe(false);
  expect(process.env.RL_BENCH_REPLAY).toBe('0');
});

test('--audit-replay says which replays are held to their interpretation', async () => {
  await parse('--audit-replay', '7');
  expect(replaySettings()).toEqual({ replay: true, audit: 7 });
  expect(process.env.RL_BENCH_AUDIT_REPLAY).toBe('7');
});

test.each(['-1', '1.5', 'often'])('--audit-replay %s is refused', async (given) => {
  await expect(async () => parse(`--audit-replay=${given}`)).rejects.toThrow('--audit-replay counts steps');
});
