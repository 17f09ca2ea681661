import { RandomStream } from '../../random.ts';
import { crossEntropy } from './cross-entropy.ts';
import type { DataSet, Examples } from './data-set.ts';

/** Pixels of a side. */
const side = 8;

type Stroke = readonly (readonly [x: number, y: number])[];

/** Points on an ellipse, from one angle to another, in turns: 0 is to the right, ¼ below. */
function arc(x: number, y: number, rx: number, ry: number, from = 0, to = 1): Stroke {
  const pieces = 10;
  return Array.from({ length: pieces + 1 }, (_, index) => {
    const angle = 2 * Math.PI * (from + ((to - from) * index) / pieces);
    return [x + rx * Math.cos(angle), y + ry * Math.sin(angle)] as const;
  });
}

/** How the ten digits are drawn, in a square from −1 to 1 whose y points down. */
const strokes: readonly (readonly Stroke[])[] = [
  [arc(0, 0, 0.5, 0.8)],
  [
    [
      [-0.3, -0.5],
      [0.1, -0.8],
      [0.1, 0.8],
    ],
  ],
  [[...arc(0, -0.4, 0.5, 0.4, 0.5, 1.08), [-0.5, 0.8], [0.5, 0.8]]],
  [arc(0, -0.4, 0.45, 0.4, 0.58, 1.25), arc(0, 0.4, 0.5, 0.4, -0.25, 0.42)],
  [
    [
      [0.25, 0.8],
      [0.25, -0.8],
      [-0.5, 0.3],
      [0.55, 0.3],
    ],
  ],
  [[[0.45, -0.8], [-0.4, -0.8], [-0.45, -0.1], ...arc(0, 0.3, 0.5, 0.5, 0.66, 1.4)]],
  [
    [
      [0.35, -0.8],
      [-0.4, 0.1],
    ],
    arc(0, 0.35, 0.45, 0.45),
  ],
  [
    [
      [-0.5, -0.8],
      [0.5, -0.8],
      [-0.1, 0.8],
    ],
  ],
  [arc(0, -0.4, 0.38, 0.38), arc(0, 0.4, 0.48, 0.4)],
  [
    arc(0, -0.35, 0.45, 0.45),
    [
      [0.45, -0.3],
      [0.2, 0.8],
    ],
  ],
];

/**
 * Images of the ten digits, drawn by strokes that are shifted, scaled, slanted, turned and thickened at random, with
 * noise. The same images for everybody: they come from streams of their own, not from the seeds of members.
 */
export function digitImages(trainCount: number, testCount: number, noise: number): DataSet {
  return {
    inputs: side * side,
    objective: crossEntropy(strokes.length),
    train: examples('train', trainCount, noise),
    test: examples('test', testCount, noise),
  };
}

function examples(part: string, count: number, noise: number): Examples {
  const stream = RandomStream.of(0, 'digits', part);
  const inputs = new Float32Array(count * side * side);
  const targets = Int32Array.from({ length: count }, (_, index) => index % strokes.length);
  for (const [index, label] of targets.entries()) {
    draw(strokes[label]!, noise, stream, inputs.subarray(index * side * side, (index + 1) * side * side));
  }
  return { inputs, targets };
}

function draw(digit: readonly Stroke[], noise: number, stream: RandomStream, out: Float32Array): void {
  const [dx, dy] = [stream.uniform(-0.2, 0.2), stream.uniform(-0.2, 0.2)];
  const [wide, high] = [stream.uniform(0.7, 1.1), stream.uniform(0.75, 1.05)];
  const [slant, turn] = [stream.uniform(-0.3, 0.3), stream.uniform(-0.2, 0.2)];
  const thickness = stream.uniform(0.1, 0.22);
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const placed = digit.map((stroke) =>
    stroke.map(([x, y]) => {
      const [u, v] = [wide * x - slant * y, high * y];
      return [cos * u - sin * v + dx, sin * u + cos * v + dy] as const;
    }),
  );
  for (let pixel = 0; pixel < out.length; pixel++) {
    const at = [(2 * (pixel % side) + 1) / side - 1, (2 * Math.floor(pixel / side) + 1) / side - 1] as const;
    const distance = Math.min(...placed.map((stroke) => distanceTo(stroke, at)));
    // A pixel is a quarter wide: ink fades out over about one.
    const ink = Math.min(1, Math.max(0, 1 - (distance - thickness) / 0.25));
    out[pixel] = ink + noise * stream.normal();
  }
}

function distanceTo(stroke: Stroke, [x, y]: readonly [number, number]): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (let index = 1; index < stroke.length; index++) {
    const [ax, ay] = stroke[index - 1]!;
    const [bx, by] = stroke[index]!;
    const length = (bx - ax) ** 2 + (by - ay) ** 2;
    const along = length === 0 ? 0 : ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length;
    const share = Math.min(1, Math.max(0, along));
    nearest = Math.min(nearest, Math.hypot(x - ax - share * (bx - ax), y - ay - share * (by - ay)));
  }
  return nearest;
}
