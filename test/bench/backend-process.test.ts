import { expect, onTestFinished, test } from 'vitest';
import { BackendProcess } from '../../src/bench/backend-process.ts';
import { RunError } from '../../src/errors.ts';

/** Small, and every backend can do it. */
const question = {
  topic: 'kernels',
  index: 0,
  case: { kernel: 'softmax', members: 1 },
  seconds: 0.001,
};

function started(): BackendProcess {
  const backend = new BackendProcess('simd');
  onTestFinished(() => backend.stop());
  return backend;
}

test('a backend answers one question after the other', async () => {
  const backend = started();
  for (let round = 0; round < 2; round++) {
    const { cpuSeconds, wallSeconds } = await backend.measure(question);
    expect(cpuSeconds).toBeGreaterThan(0);
    expect(wallSeconds).toBeGreaterThan(0);
  }
});

test('work that other processes do is done once, however much time there is for it', async () => {
  const command = { topic: 'start-up', index: 0, case: { command: 'list' }, seconds: 3600 };
  const { facts } = await started().measure(command);
  expect(facts).toEqual({
    cpuSeconds: expect.any(Number),
    seconds: expect.any(Number),
    peakBytes: expect.any(Number),
  });
});

test('what a backend cannot do is an error, and the next question is answered', async () => {
  const backend = started();
  const impossible = { ...question, index: 1, case: { kernel: 'none', members: 1 } };
  await expect(backend.measure(impossible)).rejects.toThrow(/^simd cannot measure kernels: /);
  expect((await backend.measure(question)).cpuSeconds).toBeGreaterThan(0);
});

test('a backend that is dead, or dies over a question, is an error', async () => {
  const backend = started();
  const answer = backend.measure({ ...question, seconds: 3600 });
  backend.stop();
  await expect(answer).rejects.toThrow(new RunError('the measuring process of simd died (SIGTERM)'));
  await expect(backend.measure(question)).rejects.toThrow(RunError);
});

test('a backend in the middle of long work ends soon after it was stopped', async () => {
  const backend = new BackendProcess('simd');
  await backend.measure(question);
  // So many members that one answer takes longer than this test may.
  const long = { topic: 'ppo', index: 2, case: { work: 'gradient', members: 4096 }, seconds: 3600 };
  const answer = backend.measure(long);
  backend.stop();
  await expect(answer).rejects.toThrow(/the measuring process of simd died/);
});
