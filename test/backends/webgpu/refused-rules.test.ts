import { expect, test } from 'vitest';
import { recordsOf, smallPlan } from '../../training/small-plan.ts';

test.each([
  ['SVEN', { optimizers: ['SPLIT(ADAM,critic=SVEN)'] }, 'SVEN'],
  ['npg(solver=gram)', { agent: 'npg(solver=gram,num_envs=2,num_steps=8)' }, 'npg(solver=gram)'],
])('%s, which solves on the host, is refused on webgpu in one line', async (_, options, name) => {
  await expect(recordsOf(smallPlan(options))).rejects.toThrow(
    `${name} takes Gram matrices apart on the host, which WebGPU lets nobody wait for; take another --backend`,
  );
});
