import { expect, test } from 'vitest';
import { startBackend } from '../../../src/backends/index.ts';
import { replayTopic } from '../../../src/bench/topics/replay.ts';

test('Of PPO every call is replayed once recordings have been made, of whole episodes some', async () => {
  await startBackend('simd');
  const share = async (agent: string) => {
    const { work, facts } = await replayTopic.prepare({ optimizer: 'ADAM', agent }, 'simd');
    await work();
    return facts!().replayed!;
  };
  expect(await share('ppo')).toBe(1);
  const ofEpisodes = await share('reinforce');
  expect(ofEpisodes).toBeGreaterThan(0);
  expect(ofEpisodes).toBeLessThan(1);
});
