import { expect, onTestFinished, test } from 'vitest';
import { ContenderProcess } from '../../src/bench/contender-process.ts';
import { RunError } from '../../src/errors.ts';

/** Small, and every contender can do it. */
const question = {
  topic: 'kernels',
  index: 0,
  case: { kernel: 'softmax', members: 1 },
  seconds: 0.001,
};

function started(): ContenderProcess {
  const contender = new ContenderProcess('simd');
  onTestFinished(() => contender.stop());
  return contender;
}

test('a contender answers one question after the other', async () => {
  const contender = started();
  for (let round = 0; round < 2; round++) {
    const { cpuSeconds, wallSeconds } = await contender.measure(question);
    expect(cpuSeconds).toBeGreaterThan(0);
    expect(wallSeconds).toBeGreaterThan(0);
  }
});

test('what a contender cannot do is an error, and the next question is answered', async () => {
  const contender = started();
  const impossible = { ...question, index: 1, case: { kernel: 'none', members: 1 } };
  await expect(contender.measure(impossible)).rejects.toThrow(/^simd cannot measure kernels: /);
  expect((await contender.measure(question)).cpuSeconds).toBeGreaterThan(0);
});

test('a contender that is dead, or dies over a question, is an error', async () => {
  const contender = started();
  const answer = contender.measure({ ...question, seconds: 3600 });
  contender.stop();
  await expect(answer).rejects.toThrow(new RunError('the measuring process of simd died (SIGTERM)'));
  await expect(contender.measure(question)).rejects.toThrow(RunError);
});
