import { describe, expect, test } from 'vitest';
import { type NetworkNoise, networks } from '../../agents/index.ts';
import { countNumbers } from '../../src/optimizers/index.ts';
import { RandomStream } from '../../src/random.ts';
import * as tf from '../../src/tensors/tf.ts';
import { doublePrecision, expectClose } from './golden.ts';

const [members, rows, inputs, outputs] = [2, 3, 6, 3];

function build(settings: string, name = 'actor') {
  const { entry, settings: checked } = networks.resolve(`milo-residual(${settings})`);
  return entry.create(checked, { name, inputs, outputs: name === 'actor' ? outputs : 1, outputGain: 1 });
}

type Vector = readonly number[];

/** One row through the network, written out number by number. Kernels are row-major `[in, out]`. */
function plainForward(
  parameter: (name: string) => Vector,
  name: string,
  blocks: number,
  input: Vector,
  masks: Vector,
): Vector {
  const linear = (layer: string, x: Vector): Vector => {
    const [kernel, bias] = [parameter(`${layer}.kernel`), parameter(`${layer}.bias`)];
    return bias.map((start, out) =>
      x.reduce((sum, value, i) => sum + value * kernel[i * bias.length + out]!, start),
    );
  };
  const norm = (layer: string, x: Vector): Vector => {
    const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
    const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
    const [scale, offset] = [parameter(`${layer}.scale`), parameter(`${layer}.offset`)];
    return x.map((value, i) => ((value - mean) / Math.sqrt(variance + 1e-5)) * scale[i]! + offset[i]!);
  };
  const relu = (x: Vector): Vector => x.map((value) => Math.max(0, value));
  const layer = (index: number, x: Vector): Vector => norm(`${name}.${index}`, linear(`${name}.${index}`, x));
  let x = relu(layer(0, input));
  for (let block = 0; block < blocks; block++) {
    const hidden = relu(layer(1 + 2 * block, x));
    const kept = hidden.map((value, i) => value * (masks[block * hidden.length + i] ?? 1));
    const back = layer(2 + 2 * block, kept);
    x = x.map((value, i) => value + back[i]!);
  }
  for (const index of [1 + 2 * blocks, 2 + 2 * blocks]) x = relu(layer(index, x));
  const last = linear(`${name}.head`, x);
  return name === 'actor' ? last.map((value) => 0.1 * Math.tanh(value)) : last;
}

/** Numbers for every parameter that are no starting values: those would hide what a bias or an offset does. */
function madeUp(shape: readonly number[], stream: RandomStream): number[] {
  return Array.from({ length: tf.util.sizeFromShape(shape as number[]) }, () =>
    Math.fround(0.3 * stream.normal()),
  );
}

test("MILO's network has 310,787 parameters on point-nav", () => {
  expect(countNumbers(build('').parameters)).toBe(310_787);
});

describe.each([
  ['actor', 'width=16,blocks=2,dropout=0.4', 2],
  ['actor', '', 4],
  ['critic', 'width=8,blocks=0', 0],
] as const)('an %s of milo-residual(%s)', (name, settings, blocks) => {
  const network = build(settings, name);
  const stream = RandomStream.of(1, 'made-up');
  const values = new Map(
    network.parameters.map((spec) => [spec.name, madeUp([members, ...spec.shape], stream)] as const),
  );
  const observations = madeUp([members, rows, inputs], stream);
  const width = network.noise?.width ?? 0;
  const masks = new Float32Array(members * rows * width);
  for (let row = 0; row < members * rows; row++) network.noise?.draw(stream, masks, row * width);

  test.each([
    ['with its noise', true],
    ['without', false],
  ])('computes what the formulas say, %s', (_what, noisy) => {
    const found = tf.tidy(() => {
      const params = Object.fromEntries(
        network.parameters.map((spec) => [
          spec.name,
          tf.tensor(values.get(spec.name)!, [members, ...spec.shape]),
        ]),
      );
      const input = tf.tensor3d(observations, [members, rows, inputs]);
      const noise = noisy && width > 0 ? tf.tensor3d(masks, [members, rows, width]) : undefined;
      return network.forward(params, input, noise).dataSync();
    });
    const wanted = Array.from({ length: members * rows }, (_, row) => {
      const member = Math.floor(row / rows);
      const parameter = (of: string): Vector => {
        const all = values.get(of)!;
        return all.slice((member * all.length) / members, ((member + 1) * all.length) / members);
      };
      const own = noisy ? Array.from(masks.subarray(row * width, (row + 1) * width)) : [];
      return plainForward(parameter, name, blocks, observations.slice(row * inputs, (row + 1) * inputs), own);
    });
    expectClose(found, wanted, doublePrecision ? 1e-12 : 2e-5);
  });
});

describe('starting values', () => {
  const initial = (kernel: string, name = 'actor') => {
    const spec = build('', name).parameters.find((each) => each.name === `${name}.${kernel}`)!;
    return { ...spec, values: spec.initial(RandomStream.of(2, 'parameters')) };
  };

  test.each([
    ['0.kernel', 'actor', 1],
    ['4.kernel', 'actor', 1],
    ['head.kernel', 'actor', 0.1],
    ['head.kernel', 'critic', 1],
  ])('of %s of an %s fill the range of Glorot and Bengio times its gain', (kernel, name, gain) => {
    const { shape, values } = initial(kernel, name);
    const bound = gain * Math.sqrt(6 / (shape[0] + shape[1]));
    expect(Math.max(...values)).toBeLessThanOrEqual(bound);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-bound);
    const variance = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
    expect(variance / (bound ** 2 / 3)).toBeGreaterThan(0.7);
    expect(variance / (bound ** 2 / 3)).toBeLessThan(1.3);
  });

  test('of biases and offsets are 0, of scales 1', () => {
    for (const { name, initial } of build('width=8').parameters) {
      const kind = name.split('.').at(-1)!;
      if (kind === 'kernel') continue;
      expect(new Set(initial(RandomStream.of(1, 'parameters')))).toEqual(new Set([kind === 'scale' ? 1 : 0]));
    }
  });
});

describe('dropout', () => {
  const noise = build('dropout=0.1').noise as NetworkNoise;

  test('drops a tenth and makes up for it', () => {
    const masks = new Float32Array(200 * noise.width);
    const stream = RandomStream.of(3, 'dropout');
    for (let row = 0; row < 200; row++) noise.draw(stream, masks, row * noise.width);
    const kept = new Set(masks);
    expect([...kept].sort()).toEqual([0, expect.closeTo(1 / 0.9, 6)]);
    const dropped = masks.filter((value) => value === 0).length / masks.length;
    // Eight standard deviations of so many draws.
    expect(Math.abs(dropped - 0.1)).toBeLessThan(8 * Math.sqrt((0.1 * 0.9) / masks.length));
  });

  test.each(['dropout=0', 'blocks=0'])('there is none with %s', (settings) => {
    expect(build(settings).noise).toBeUndefined();
  });
});
