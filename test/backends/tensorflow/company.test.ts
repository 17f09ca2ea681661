import { expect, test } from 'vitest';
import { dividesPopulations, startBackend } from '../../../src/backends/index.ts';
import type { TrainingRecord } from '../../../src/results/index.ts';
import { recordsOf, recordsOfMember, smallPlan } from '../../training/small-plan.ts';

test("The backend says which TensorFlow's kernels compute", async () => {
  expect((await startBackend('node')).version).toMatch(
    /^@tensorflow\/tfjs-node 4\.22\.0 with TensorFlow 2\.\d+/,
  );
});

/** Gradient norms of all layers in the first update of a member. */
function firstNorms(records: readonly TrainingRecord[], member: number): number[] {
  return recordsOfMember(records, member).flatMap((record) =>
    record.kind === 'gradient' && record.updateIndex === 1 ? [record.gradNorm] : [],
  );
}

// Not with SOAP: where eigenvalues are alike but for rounding, rounding chooses the directions of its steps (docs/gpu.md).
test.each(['ADAM(lr=0.003)', 'MILO(lr=0.003)', 'MUON(lr=0.003)'])(
  'In one update with %s, company changes no more than the last digits of a member',
  async (optimizer) => {
    const [seeds, optimizers] = [[1, 2, 3, 4, 5], [optimizer]];
    const together = await recordsOf(smallPlan({ seeds, optimizers }));
    const errors: number[] = [];
    for (const [member, seed] of seeds.entries()) {
      const alone = firstNorms(await recordsOf(smallPlan({ seeds: [seed], optimizers })), 0);
      const inCompany = firstNorms(together, member);
      expect(inCompany).toHaveLength(alone.length);
      expect(alone.length).toBeGreaterThan(4);
      alone.forEach((norm, layer) => {
        errors.push(Math.abs(inCompany[layer]! - norm) / norm);
      });
    }
    console.log(`largest relative difference of a gradient norm: ${Math.max(...errors)}`);
    expect(Math.max(...errors)).toBeLessThan(1e-6);
  },
);

test('The same company computes the same bits again', async () => {
  const plan = smallPlan({ seeds: [1, 2, 3] });
  expect(await recordsOf(plan)).toEqual(await recordsOf(plan));
});

test('Populations are not divided, for that would change last digits', () => {
  expect(dividesPopulations('node')).toBe(false);
  expect(dividesPopulations('simd')).toBe(true);
});
