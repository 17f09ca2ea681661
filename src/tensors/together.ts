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
 * @returns a tensor for every parcel, under its name.
 */
export function sendTogether<Name extends string>(
  parcels: Some<Name, Parcel>,
): { readonly [name in Name]?: tf.Tensor } {
  const given = entriesOf(parcels);
  const [[first, alone]] = given as [[string, Parcel]];
  if (given.length === 1)
    return { [first]: tf.tensor(alone.numbers, [...alone.shape]) } as Some<Name, tf.Tensor>;
  const lists = given.map(([, { numbers }]) => numbers);
  const parts = tf.split(
    tf.tensor1d(joined(lists)),
    lists.map(({ length }) => length),
  );
  const tensors = given.map(([name, { shape }], index) => [name, tf.reshape(parts[index]!, [...shape])]);
  return Object.fromEntries(tensors);
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
  let sizes: (readonly [string, number])[] = [];
  const packed = tf.tidy(() => {
    const given = entriesOf(make());
    sizes = given.map(([name, { size }]) => [name, size]);
    const flat = given.map(([, tensor]) => tf.reshape(tensor, [-1]));
    return flat.length === 1 ? flat[0]! : tf.concat(flat, 0);
  });
  const all = (await packed.data()) as Float32Array;
  packed.dispose();
  let end = 0;
  const parts = sizes.map(([name, size]) => {
    end += size;
    return [name, all.subarray(end - size, end)];
  });
  return Object.fromEntries(parts);
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
