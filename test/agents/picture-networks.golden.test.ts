import { describe, expect, test } from 'vitest';
import { networks } from '../../agents/index.ts';
import { makeEnv } from '../../envs/index.ts';
import { type Picture, pictureLength } from '../../src/picture.ts';
import { RandomStream } from '../../src/random.ts';
import * as tf from '../../src/tensors/tf.ts';
import { membersAreApart } from '../members-are-apart.ts';
import { doublePrecision, expectClose } from './golden.ts';

const [members, rows, outputs] = [2, 3, 2];

function build(network: string, picture?: Picture) {
  const { entry, settings } = networks.resolve(network);
  const inputs = picture ? pictureLength(picture) : 4;
  return entry.create(settings, {
    ...{ name: 'net', inputs, outputs, outputGain: 1 },
    ...(picture && { picture }),
  });
}

/** A picture and its numbers, and the parameters of one member by name. */
interface Seen extends Picture {
  readonly values: readonly number[];
}
type ParameterOf = (name: string) => readonly number[];

const relu = (values: readonly number[]): number[] => values.map((value) => Math.max(0, value));
const range = (length: number): number[] => Array.from({ length }, (_, index) => index);

/** A convolution written out number by number. */
function convolved(of: ParameterOf, layer: string, seen: Seen, size: number, margin: number): Seen {
  const [kernel, bias] = [of(`${layer}.kernel`), of(`${layer}.bias`)];
  const channels = bias.length;
  const height = seen.height + 2 * margin - size + 1;
  const width = seen.width + 2 * margin - size + 1;
  const at = (row: number, column: number, channel: number): number =>
    row < 0 || column < 0 || row >= seen.height || column >= seen.width
      ? 0
      : seen.values[(row * seen.width + column) * seen.channels + channel]!;
  const values = range(height * width * channels).map((place) => {
    const [out, column, row] = [
      place % channels,
      Math.floor(place / channels) % width,
      Math.floor(place / channels / width),
    ];
    let sum = bias[out]!;
    for (const [index, weight] of kernel.entries()) {
      if (index % channels !== out) continue;
      const square = Math.floor(index / channels);
      const [channel, offset] = [square % seen.channels, Math.floor(square / seen.channels)];
      sum +=
        weight * at(row + Math.floor(offset / size) - margin, column + (offset % size) - margin, channel);
    }
    return sum;
  });
  return { height, width, channels, values };
}

function pooledBy(side: number, { height, width, channels, values }: Seen): Seen {
  const [h, w] = [Math.floor(height / side), Math.floor(width / side)];
  const means = range(h * w * channels).map((place) => {
    const [channel, column, row] = [
      place % channels,
      Math.floor(place / channels) % w,
      Math.floor(place / channels / w),
    ];
    const own = range(side * side).map((k) => {
      const [r, c] = [row * side + Math.floor(k / side), column * side + (k % side)];
      return values[(r * width + c) * channels + channel]!;
    });
    return own.reduce((sum, value) => sum + value, 0) / own.length;
  });
  return { height: h, width: w, channels, values: means };
}

function linear(of: ParameterOf, layer: string, x: readonly number[]): number[] {
  const [kernel, bias] = [of(`${layer}.kernel`), of(`${layer}.bias`)];
  return bias.map((own, j) => x.reduce((sum, value, i) => sum + value * kernel[i * bias.length + j]!, own));
}

const cases = [
  [
    'conv(channels=[2,3],size=2,pool=2,sizes=[4])',
    { height: 9, width: 8, channels: 2 },
    (of: ParameterOf, seen: Seen): number[] => {
      const first = convolved(of, '0', seen, 2, 0);
      const below = pooledBy(2, { ...first, values: relu(first.values) });
      const second = convolved(of, '1', below, 2, 0);
      const above = pooledBy(2, { ...second, values: relu(second.values) });
      return linear(of, 'head', relu(linear(of, '2', above.values)));
    },
  ],
  [
    'conv-residual(channels=3,blocks=2)',
    { height: 4, width: 3, channels: 2 },
    (of: ParameterOf, seen: Seen): number[] => {
      const first = convolved(of, '0', seen, 3, 1);
      let x: Seen = { ...first, values: relu(first.values) };
      for (const [inner, outer] of [
        ['1', '2'],
        ['3', '4'],
      ] as const) {
        const within = convolved(of, inner, x, 3, 1);
        const added = convolved(of, outer, { ...within, values: relu(within.values) }, 3, 1);
        const [alpha] = of(`${outer}.scale`);
        x = { ...x, values: relu(x.values.map((value, i) => value + alpha! * added.values[i]!)) };
      }
      const places = x.height * x.width;
      const means = range(x.channels).map(
        (channel) =>
          range(places).reduce((sum, place) => sum + x.values[place * x.channels + channel]!, 0) / places,
      );
      return linear(of, 'head', means);
    },
  ],
] as const;

describe.each(cases)('%s', (name, picture, plainForward) => {
  const network = build(name, picture);
  const length = pictureLength(picture);
  const stream = RandomStream.of(1, name);
  const values = new Map(
    network.parameters.map(({ name: own, shape: [r, c] }) => [
      own,
      Array.from({ length: members * r * c }, () => Math.fround(0.5 * stream.normal())),
    ]),
  );
  const seen = Array.from({ length: members * rows * length }, () => Math.fround(stream.normal()));
  const paramsOf = (only?: number) =>
    Object.fromEntries(
      network.parameters.map(({ name: own, shape }) => {
        const all = tf.tensor(values.get(own)!, [members, ...shape]);
        return [own, only === undefined ? all : tf.slice(all, [only, 0, 0], [1, -1, -1])];
      }),
    );

  test('computes what the formulas say', () => {
    const found = tf.tidy(() =>
      network.forward(paramsOf(), tf.tensor3d(seen, [members, rows, length])).dataSync(),
    );
    const wanted = range(members * rows).flatMap((row) => {
      const member = Math.floor(row / rows);
      const of: ParameterOf = (own) => {
        const all = values.get(`net.${own}`)!;
        return all.slice((member * all.length) / members, ((member + 1) * all.length) / members);
      };
      return plainForward(of, { ...picture, values: seen.slice(row * length, (row + 1) * length) });
    });
    expectClose(found, wanted, doublePrecision ? 1e-12 : 2e-5);
  });

  test.runIf(membersAreApart)('computes a member as it would alone', () => {
    tf.tidy(() => {
      const together = network.forward(paramsOf(), tf.tensor3d(seen, [members, rows, length])).dataSync();
      const alone = range(members).flatMap((member) => {
        const own = seen.slice(member * rows * length, (member + 1) * rows * length);
        return [...network.forward(paramsOf(member), tf.tensor3d(own, [1, rows, length])).dataSync()];
      });
      expect(alone).toEqual([...together]);
    });
  });

  test.runIf(doublePrecision)('has gradients that finite differences have too, in every parameter', () => {
    tf.tidy(() => {
      const params = paramsOf();
      const names = Object.keys(params);
      const input = tf.tensor3d(seen, [members, rows, length]);
      const weights = tf.reshape(tf.sin(tf.range(1, members * rows * outputs + 1)), [members, rows, outputs]);
      const loss = (...given: tf.Tensor[]): tf.Tensor => {
        const named = Object.fromEntries(names.map((own, i) => [own, given[i]!]));
        return tf.sum(tf.mul(network.forward(named, input), weights));
      };
      const start = names.map((own) => params[own]!);
      const slopes = tf.grads(loss)(start);
      const step = 1e-6;
      for (const [index, own] of names.entries()) {
        const at = start[index]!;
        const unit = tf.div(tf.reshape(tf.cos(tf.range(1, at.size + 1)), at.shape), Math.sqrt(at.size));
        const lossAt = (by: number) =>
          loss(
            ...start.map((each, i) => (i === index ? tf.add(each, tf.mul(unit, by)) : each)),
          ).dataSync()[0]!;
        const measured = (lossAt(step) - lossAt(-step)) / (2 * step);
        expectClose(measured, tf.sum(tf.mul(slopes[index]!, unit)).dataSync()[0]!, 1e-7, own);
      }
    });
  });
});

test('conv has the layers of MinAtar on its pictures', () => {
  const { spec } = makeEnv('minatar-breakout', { size: 1 });
  const { parameters } = build('conv', spec.picture);
  expect(parameters.map(({ name, shape }) => [name, shape])).toEqual([
    ['net.0.kernel', [3 * 3 * 4, 16]],
    ['net.0.bias', [1, 16]],
    ['net.1.kernel', [8 * 8 * 16, 128]],
    ['net.1.bias', [1, 128]],
    ['net.head.kernel', [128, outputs]],
    ['net.head.bias', [1, outputs]],
  ]);
});

test('conv-residual begins as its first layer and its head', () => {
  const picture = { height: 5, width: 4, channels: 2 };
  const [deep, shallow] = ['blocks=3', 'blocks=1'].map((blocks) =>
    build(`conv-residual(channels=4,${blocks})`, picture),
  );
  const at = (network: typeof deep) => {
    const stream = RandomStream.of(3, 'begin');
    const drawn = network!.parameters.map(({ name, shape, initial }) => {
      const own = /net\.(0|head)\./.test(name) ? RandomStream.of(4, name) : stream;
      return [name, tf.tensor([...initial(own)], [1, ...shape])] as const;
    });
    const input = tf.reshape(tf.sin(tf.range(0, 80)), [1, 2, 40]);
    return [...network!.forward(Object.fromEntries(drawn), input).dataSync()];
  };
  tf.tidy(() => {
    expect(at(deep)).toEqual(at(shallow));
  });
});

test.each([
  ['conv', undefined, /^network conv reads pictures, and here is none; choose mlp, or train on what has/],
  ['conv-residual', undefined, /^network conv-residual reads pictures, and here is none/],
  [
    'conv',
    { height: 10, width: 2, channels: 1 },
    /^network conv has nothing left of the picture behind convolution 1: it sees 10×2 places, and size=3 with pool=1 asks for 3/,
  ],
  [
    'conv(channels=[4,4],pool=3)',
    { height: 9, width: 9, channels: 1 },
    /behind convolution 2: it sees 2×2 places, and size=3 with pool=3 asks for 5 at least/,
  ],
] as const)('%s on %o is refused in one line', (network, picture, message) => {
  expect(() => build(network, picture)).toThrow(message);
});
