import { hostTensor } from './replay/now-recording.ts';
import * as tf from './tf.ts';

/** Numbers that become a tensor. */
export interface Parcel {
  readonly numbers: Float32Array;
  readonly shape: readonly number[];
}

/** Something of each name, or nothing. */
type Some<Name extends string, T> = { readonly [name in Name]?: T | undefined };

/**
 * Sends several tensors to the device in one transfer; what a transfer costs depends little on its size. Call within
 * `tf.tidy`.
 *
 * @param read the numbers, from what a recorded function is called with; names and shapes are the same at every call.
 * @returns a tensor for every parcel, under its name.
 */
export function sendTogether<Name extends string, Host>(
  host: Host,
  read: (host: Host) => Some<Name, Parcel>,
): { readonly [name in Name]?: tf.Tensor } {
  const given = entriesOf(read(host));
  const [[first, alone]] = given as [[string, Parcel]];
  const parcel = (now: Host, name: string) => (read(now) as Some<string, Parcel>)[name]!.numbers;
  if (given.length === 1) {
    const only = hostTensor(host, [...alone.shape], 'float32', (now: Host) => parcel(now, first));
    return { [first]: only } as Some<Name, tf.Tensor>;
  }
  const names = given.map(([name]) => name);
  const lengths = given.map(([, { numbers }]) => numbers.length);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const all = hostTensor(host, [total], 'float32', (now: Host) =>
    joined(names.map((name) => parcel(now, name))),
  );
  const parts = tf.split(all, lengths);
  const tensors = given.map(([name, { shape }], index) => [name, tf.reshape(parts[index]!, [...shape])]);
  return Object.fromEntries(tensors);
}

/** Tensors laid one behind the other, to be read in one transfer. Call within `tf.tidy`. */
export function packed(tensors: Some<string, tf.Tensor>): tf.Tensor {
  const flat = entriesOf(tensors).map(([, tensor]) => tf.reshape(tensor, [-1]));
  return flat.length === 1 ? flat[0]! : tf.concat(flat, 0);
}

/** The numbers of each, from those of all. @param sizes how many belong to each name, in order. */
export function unpacked<Name extends string>(
  all: Float32Array,
  sizes: Some<Name, number>,
): { readonly [name in Name]?: Float32Array } {
  let end = 0;
  const parts: { [name in Name]?: Float32Array } = {};
  for (const name in sizes) {
    const size = sizes[name];
    if (size === undefined) continue;
    // Copies: a view would have to make the few numbers of a step of acting into a buffer, which takes longer.
    parts[name] = all.slice(end, end + size);
    end += size;
  }
  return parts;
}

/**
 * Reads several tensors from the device in one transfer.
 *
 * @param make makes them, as in `tf.tidy`, before the promise is returned.
 * @returns the numbers of every tensor, under its name.
 */
export async function readTogether<Name extends string>(
  make: () => Some<Name, tf.Tensor>,
): Promise<{ readonly [name in Name]?: Float32Array }> {
  let sizes: Some<string, number> = {};
  const all = tf.tidy(() => {
    const made = make();
    sizes = Object.fromEntries(entriesOf(made).map(([name, { size }]) => [name, size]));
    return packed(made);
  });
  const numbers = (await all.data()) as Float32Array;
  all.dispose();
  return unpacked(numbers, sizes as Some<Name, number>);
}

function entriesOf<T>(some: Some<string, T>): [string, T][] {
  return Object.entries(some).filter((entry): entry is [string, T] => entry[1] !== undefined);
}

function joined(lists: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(lists.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const list of lists) {
    all.set(list, start);
    start += list.length;
  }
  return all;
}
