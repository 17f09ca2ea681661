import { expect, test } from 'vitest';
import { RandomStream } from '../../src/random.ts';
import {
  type ScalarNet,
  SmallMlp,
  scalarLoss,
  scalarSharpness,
  scalarStep,
} from '../../src/studies/small-nets.ts';
import { expectClose, goldenCases } from '../agents/golden.ts';

interface EdgeOfStability {
  readonly id: string;
  readonly kind: string;
  readonly inputs: ScalarNet & { readonly lr: number; readonly steps: number };
  readonly expected: {
    readonly first_20: readonly (readonly number[])[];
    readonly max_sharpness: number;
    readonly final: readonly number[];
    readonly final_sharpness_times_lr_over_2: number;
  };
}

const tolerance = 1e-8;

for (const { id, kind, inputs, expected } of goldenCases<EdgeOfStability>('curvature', 'systems')) {
  if (kind !== 'eos') continue;
  test(id, () => {
    let net: ScalarNet = inputs;
    const rows = [];
    for (let step = 0; step <= inputs.steps; step++) {
      rows.push([net.x, net.y, scalarLoss(net), scalarSharpness(net)]);
      net = scalarStep(net, inputs.lr);
    }
    expectClose(rows.slice(0, expected.first_20.length).flat(), expected.first_20, tolerance);
    expectClose(rows.at(-1)!, expected.final, tolerance);
    expectClose(Math.max(...rows.map(([, , , sharpness]) => sharpness!)), expected.max_sharpness, tolerance);
    expectClose((rows.at(-1)![3]! * inputs.lr) / 2, expected.final_sharpness_times_lr_over_2, tolerance);
  });
}

test('the gradient of the small MLP is the slope of its loss, and its sharpness that of all curvatures', () => {
  const stream = RandomStream.of(1, 'a test');
  const inputs = [-0.9, -0.2, 0.4, 0.8];
  const net = new SmallMlp(inputs, [0.3, -0.5, 0.1, 1], 3);
  const params = net.initial(stream).map((value) => value + 0.1 * stream.normal());
  const { gradient } = net.lossAndGradient(params);
  const moved = (index: number, by: number) =>
    net.lossAndGradient(params.map((value, place) => (place === index ? value + by : value)));
  for (const [index, slope] of gradient.entries()) {
    const difference = (moved(index, 1e-5).loss - moved(index, -1e-5).loss) / 2e-5;
    expect(Math.abs(difference - slope)).toBeLessThan(1e-8);
  }
  // As many products as parameters find the spectrum; its sum is the trace.
  const start = Float64Array.from({ length: net.size }, () => stream.normal());
  const few = net.sharpness(params, start, 8);
  const all = net.sharpness(params, start, net.size);
  expect(Math.abs(few - all)).toBeLessThan(1e-5 * all);
  const direction = Float64Array.from({ length: net.size }, () => stream.normal());
  const length = Math.hypot(...direction);
  const along = (sign: number) =>
    net.lossAndGradient(params.map((value, index) => value + (sign * 1e-3 * direction[index]!) / length))
      .loss;
  expect((along(1) - 2 * along(0) + along(-1)) / 1e-6).toBeLessThanOrEqual(all * (1 + 1e-4));
});
