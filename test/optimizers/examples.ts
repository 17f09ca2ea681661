import { type OptimizerEntry, exampleOf as plainExampleOf } from '../../src/optimizers/index.ts';
import { RandomStream } from '../../src/random.ts';
import { smallAgent } from '../training/small-agent.ts';
import type { Written } from '../weights/write-weights.ts';
import { adafacFile, celo2File, celoFile, type Network, openFile, veloFile } from './learned-weights.ts';

/**
 * An entry with its defaults. Learned optimizers have weights from a seeded generator: small random numbers around a way by
 * which the gradient reaches the step, so that they descend.
 */
export function exampleOf(entry: OptimizerEntry): string {
  // Steps of the default length, and damping, are too short to get anywhere in a test.
  if (entry.name === 'KFAC') return 'KFAC(kl=10,damping=1)';
  if (entry.pin === undefined) return plainExampleOf(entry);
  paths.set(entry.name, paths.get(entry.name) ?? generated[entry.name]!());
  return `${entry.name}(weights="${paths.get(entry.name)}")`;
}

/** A small agent that an entry can train. */
export function agentFor({ streams, values }: OptimizerEntry): string {
  return smallAgent(streams ? 'stream-ac' : values ? 'trpo' : 'ppo');
}

const paths = new Map<string, string>();

/** Small random numbers, but for those that are named by their place: row, column, value. */
function around(
  shape: readonly number[],
  places: readonly (readonly [number, number, number])[] = [],
): Written {
  const stream = RandomStream.of(
    shape.reduce((so, each) => 31 * so + each, 7),
    'weights',
  );
  const size = shape.reduce((product, each) => product * each, 1);
  const values = Array.from({ length: size }, () => 0.01 * stream.normal());
  const columns = shape.at(-1)!;
  const matrix = shape.slice(-2).reduce((product, each) => product * each, 1);
  for (let start = 0; start < size; start += matrix) {
    for (const [row, column, value] of places) values[start + row * columns + column] = value;
  }
  return { shape, values };
}

/** Both signs of the first input, through two layers, to the first output. */
function follower(inputs: number, hidden: number, outputs: number): Network {
  return {
    w0: around(
      [inputs, hidden],
      [
        [0, 0, 1],
        [0, 1, -1],
      ],
    ),
    b0: around([hidden]),
    w1: around(
      [hidden, hidden],
      [
        [0, 0, 1],
        [1, 1, 1],
      ],
    ),
    b1: around([hidden]),
    w2: around(
      [hidden, outputs],
      [
        [0, 0, 1],
        [1, 0, -1],
      ],
    ),
    b2: around([outputs]),
  };
}

function scheduler(inputs: number, width: number, stepSize: number): Network {
  return {
    mix_w: around([inputs, width]),
    mix_b: around([width]),
    final_w: around([inputs, width]),
    final_b: around([width]),
    lstm_w: around([2 * width, 4 * width]),
    lstm_b: around([4 * width]),
    step_size_w: around([width, 1]),
    step_size_b: { shape: [1], values: [stepSize] },
    h0: around([width]),
    c0: around([width]),
  };
}

/** Networks of the bank, whose mean is taken 100 times. */
function bank(count: number): Network {
  const { w0, b0, w1, b1, w2, b2 } = follower(30, 4, 3);
  const stack = ({ shape, values }: Written): Written => ({
    shape: [count, ...shape],
    values: Array.from({ length: count }, () => values.map((value) => value / 100)).flat(),
  });
  const layers = { bank_w0: w0!, bank_b0: b0!, bank_w1: w1!, bank_b1: b1!, bank_w2: w2!, bank_b2: b2! };
  return Object.fromEntries(Object.entries(layers).map(([name, layer]) => [name, stack(layer)]));
}

function velo(): string {
  const [width, count] = [6, 5];
  return veloFile({
    ...scheduler(30, width, 10),
    controls_w: around([width, count]),
    controls_b: { shape: [count], values: new Array<number>(count).fill(1) },
    ...bank(count),
  });
}

/** The sign of the gradient, through the recurrent unit and both layer norms. */
function open(): string {
  const [hidden, wide] = [8, 16];
  const row = (size: number, value = 0): number[] => around([size]).values.map((each) => each + value);
  const flat = [
    ...[row(hidden), around([hidden, hidden]).values, around([hidden, hidden]).values],
    ...[around([hidden, hidden]).values, row(hidden), around([19, hidden], [[13, 0, 2]]).values],
    ...[row(hidden), around([19, hidden]).values, row(hidden, -3), around([19, hidden]).values],
    ...[
      row(wide),
      around(
        [hidden, wide],
        [
          [0, 0, 1],
          [0, 1, -1],
        ],
      ).values,
      row(wide),
      row(wide, 1),
    ],
    ...[
      row(wide),
      around(
        [wide, wide],
        [
          [0, 0, 1],
          [1, 1, 1],
        ],
      ).values,
      row(wide),
      row(wide, 1),
    ],
    row(3),
    around(
      [wide, 3],
      [
        [0, 0, 2],
        [1, 0, -2],
      ],
    ).values,
  ].flat();
  return openFile({ flat: { shape: [flat.length], values: flat } });
}

const adafac = () => adafacFile(follower(39, 8, 2));

/** A file for ADAFACLO and its kin like that of the examples, its last layer multiplied by a factor. @returns the path */
export function adafacFileTimes(factor: number, hidden = 8, decays: Network = {}): string {
  const { w2, ...others } = follower(39, hidden, 2);
  return adafacFile({ ...others, w2: { ...w2!, values: w2!.values.map((value) => factor * value) } }, decays);
}
const matrices = () => celo2File(follower(30, 8, 3));

const generated: Readonly<Record<string, () => string>> = {
  ADAFACLO: adafac,
  MULO: adafac,
  ELO: adafac,
  VELO: velo,
  CELO: () => celoFile({ ...scheduler(18, 6, Math.log(100)), ...follower(30, 4, 3) }),
  CELO_ADAM: () => celoFile(scheduler(18, 6, Math.log(100))),
  CELO2: matrices,
  ELO_CELO2: matrices,
  OPEN: open,
};
