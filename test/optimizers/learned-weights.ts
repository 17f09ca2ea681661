import { readFileSync } from 'node:fs';
import { sharedWeights } from '../weights/shared-weights.ts';
import {
  flaxBytes,
  npyBytes,
  safetensorsBytes,
  type Written,
  writeWeights,
} from '../weights/write-weights.ts';

/** The arrays of a network of the goldens, `[in, out]`. */
export type Network = Readonly<Record<string, Written>>;

interface GoldenFile {
  readonly networks: Readonly<Record<string, Record<string, Written & { readonly formula?: Formula }>>>;
  readonly weights?: Readonly<Record<string, { readonly file: string }>>;
}

interface Formula {
  readonly scale: number;
  readonly mul: number;
  readonly offset: number;
  readonly mod: number;
}

function readGoldenFile(name: string): GoldenFile {
  return JSON.parse(readFileSync(new URL(`../goldens/learned/${name}.json`, import.meta.url), 'utf8'));
}

/** The networks that stand in a file of goldens. */
export function networksOf(name: string): Readonly<Record<string, Network>> {
  const { networks } = readGoldenFile(name);
  return Object.fromEntries(
    Object.entries(networks).map(([id, arrays]) => [
      id,
      Object.fromEntries(
        Object.entries(arrays).map(([array, { shape, values, formula }]) => [
          array,
          { shape, values: formula ? valuesOf(shape, formula) : values },
        ]),
      ),
    ]),
  );
}

/** Networks too large to be stored are formulas, exact in doubles. */
function valuesOf(shape: readonly number[], { scale, mul, offset, mod }: Formula): number[] {
  const size = shape.reduce((product, each) => product * each, 1);
  return Array.from(
    { length: size },
    (_, k) => scale * ((((mul * k * k + 7919 * k + offset) % mod) / mod) * 2 - 1),
  );
}

/** Published files that cases of a file of goldens ask for, by the name of the network; undefined where one is absent. */
export function publishedWeights(name: string): Readonly<Record<string, string | undefined>> {
  const { weights = {} } = readGoldenFile(name);
  return Object.fromEntries(
    Object.entries(weights).map(([id, { file }]) => [id, sharedWeights(file.replace(/^weights\//, ''))]),
  );
}

/** Ours `[in, out]` → PyTorch's `[out, in]`, of a stack every one. */
export function asTorch({ shape, values }: Written): Written {
  const [rows, columns] = shape.slice(-2) as [number, number];
  const size = rows * columns;
  return {
    shape: [...shape.slice(0, -2), columns, rows],
    values: values.map((_, index) => {
      const [start, place] = [Math.floor(index / size) * size, index % size];
      return values[start + (place % rows) * columns + Math.floor(place / rows)]!;
    }),
  };
}

/** Writes the network of AdafacLO as PyLO does. @param decays of a file of rl-bench's own. @returns the path */
export function adafacFile({ w0, b0, w1, b1, w2, b2 }: Network, decays: Network = {}): string {
  return writeWeights(
    safetensorsBytes({
      'network.input.weight': asTorch(w0!),
      'network.input.bias': b0!,
      'network.linear_0.weight': asTorch(w1!),
      'network.linear_0.bias': b1!,
      'network.output.weight': asTorch(w2!),
      'network.output.bias': b2!,
      ...decays,
    }),
    'safetensors',
  );
}

/** How many rows of the first layer stand for each group of features. */
export const featureGroups = [1, 1, 1, 3, 1, 3, 1, 3, 1, 3, 3, 3, 3, 3];

/** The first layer in the blocks of its groups of features. */
export function inBlocks({ shape, values }: Written, named: (block: number) => string): Network {
  const columns = shape.at(-1)!;
  let row = 0;
  return Object.fromEntries(
    featureGroups.map((rows, block) => {
      const own = values.slice(row * columns, (row + rows) * columns);
      row += rows;
      return [named(block), { shape: [rows, columns], values: own }];
    }),
  );
}

/** Writes the network of CELO2 as PyLO does. @returns the path */
export function celo2File({ w0, ...others }: Network): string {
  return writeWeights(
    safetensorsBytes({ ...inBlocks(w0!, (block) => `w0.${block}`), ...others }),
    'safetensors',
  );
}

/** A vector as the biases of a layer. */
const vector = ({ values }: Written): Written => ({ shape: [values.length], values });

/** What the recurrent network of a file of flax is made of. */
function recurrent(network: Network) {
  const layer = (name: string) => ({ w: network[`${name}_w`]!, b: network[`${name}_b`]! });
  const { h0, c0 } = network;
  const row = ({ values }: Written): Written => ({ shape: [1, values.length], values });
  return {
    lstm_init_state: { hidden: row(h0!), cell: row(c0!) },
    rnn_params: {
      linear: layer('mix'),
      linear_1: layer('mix'),
      linear_2: layer('final'),
      'rnn/linear': layer('lstm'),
      step_size: layer('step_size'),
    },
  };
}

/** Writes the networks of Celo, or of Celo-Adam, which has none for features, as their repository does. @returns the path */
export function celoFile(network: Network): string {
  const { w0, b0, w1, b1, w2, b2 } = network;
  const one = ({ shape, values }: Written): Written => ({ shape: [1, ...shape], values });
  const stack = w0 && {
    ff_mod_stack: {
      '~': Object.fromEntries(
        Object.entries({ ...inBlocks(w0, (block) => `w0__${block}`), b0, w1, b1, w2, b2 }).map(
          ([name, array]) => [name, one(array!)],
        ),
      ),
    },
  };
  return writeWeights(flaxBytes({ ...stack, ...recurrent(network) }), 'state');
}

/** Writes the networks of VeLO under the names of PyLO. @returns the path */
export function veloFile(network: Network): string {
  const layer = (name: string, ours: string) => ({
    [`${name}.weight`]: asTorch(network[`${ours}_w`]!),
    [`${name}.bias`]: vector(network[`${ours}_b`]!),
  });
  const { h0, c0 } = network;
  const bank = (name: string, index: number) => ({
    [`${name}_weights_`]: asTorch(network[`bank_w${index}`]!),
    [`${name}_bias_`]: network[`bank_b${index}`]!,
  });
  return writeWeights(
    safetensorsBytes({
      ...layer('mix_layer2', 'mix'),
      ...layer('final_mix_layer', 'final'),
      ...layer('lstm.linear', 'lstm'),
      ...layer('rnn_to_controls', 'controls'),
      ...layer('step_size', 'step_size'),
      lstm_init_state: { shape: [2, h0!.values.length], values: [...h0!.values, ...c0!.values] },
      ...bank('input', 0),
      ...bank('hidden', 1),
      ...bank('output', 2),
    }),
    'safetensors',
  );
}

/** Writes a flat vector as OPEN's files have it. @returns the path */
export function openFile({ flat }: Network): string {
  return writeWeights(npyBytes(flat!), 'npy');
}
