import { describe, expect, test } from 'vitest';
import { networks } from '../../agents/index.ts';
import { maximalUpdate } from '../../agents/networks/maximal-update.ts';
import { RandomStream } from '../../src/random.ts';
import * as tf from '../../src/tensors/tf.ts';
import { recordsOf, smallPlan } from '../training/small-plan.ts';

function networkOf(name: string) {
  const { entry, settings } = networks.resolve(name);
  return entry.create(settings, { name: 'actor', inputs: 5, outputs: 3, outputGain: 1 });
}

/** Root mean square of the initial numbers of each kernel. */
function sizes(name: string): number[] {
  const stream = RandomStream.of(1, 'parameters');
  return networkOf(name)
    .parameters.filter((each) => each.name.endsWith('kernel'))
    .map(({ initial }) => {
      const values = initial(stream);
      return Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
    });
}

describe('mup_base', () => {
  test('of the width itself trains the plain network, bit for bit', async () => {
    for (const optimizer of ['ADAM(lr=0.003)', 'MUON(lr=0.003)']) {
      const [plain, mup] = [
        'mlp(sizes=[8,8],layer_norm=true)',
        'mlp(sizes=[8,8],layer_norm=true,mup_base=8)',
      ].map((network) => recordsOf(smallPlan({ network, optimizers: [optimizer] })));
      expect(await mup).toEqual(await plain);
    }
  });

  test('starts first layers and heads as large as at the base, and hidden layers smaller by the root of their inputs', () => {
    const [base, wide] = [sizes('mlp(sizes=[16,16])'), sizes('mlp(sizes=[64,64],mup_base=16)')];
    expect(wide[0]).toBeCloseTo(base[0]!, 10);
    expect(wide[1]).toBeCloseTo(base[1]! / 2, 10);
    expect(wide[2]).toBeCloseTo(base[2]!, 10);
  });

  test('goes by the inputs of a layer where layers differ in width', () => {
    const { ofKernel, ofVectors, gain } = maximalUpdate(
      { inputs: 32, units: 64, seesHidden: true, hidden: true },
      16,
    );
    expect(ofKernel).toEqual({ inputs: 2, outputs: 4, multiplier: 1 });
    expect(ofVectors).toEqual({ inputs: 1, outputs: 4, multiplier: 1 });
    // Orthogonal numbers of 1/√64 are to be as large as 1/√32.
    expect(gain).toBeCloseTo(Math.SQRT2, 12);
  });

  test('divides what the head puts out, its bias included', () => {
    const { parameters, forward } = networkOf('mlp(sizes=[8],mup_base=2)');
    const params = Object.fromEntries(
      parameters.map(({ name, shape }) => [name, tf.fill([1, ...shape], name === 'actor.head.bias' ? 1 : 0)]),
    );
    expect([...forward(params, tf.ones([1, 1, 5])).dataSync()]).toEqual([0.25, 0.25, 0.25]);
  });

  test('needs hidden layers', () => {
    expect(() => networks.resolve('mlp(sizes=[],mup_base=16)')).toThrow(/mup_base/);
  });
});
