import type { WeightTensor } from './weight-tensor.ts';

/** An array to be written. */
interface Written extends WeightTensor {
  /** True to write it in double precision. */
  readonly double?: boolean;
}

/**
 * The bytes of a `.safetensors` file, in single precision unless an array asks for double, as huggingface/safetensors
 * describes it. The same arrays in the same order with the same metadata make the same bytes.
 *
 * @param metadata texts by name, which go into the header.
 */
export function safetensorsFile(
  tensors: ReadonlyMap<string, Written>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  let end = 0;
  const described = [...tensors].map(([name, { shape, values, double = false }]) => {
    const from = end;
    end += (double ? 8 : 4) * values.length;
    return [name, { dtype: double ? 'F64' : 'F32', shape, data_offsets: [from, end] }] as const;
  });
  const text = JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(described) });
  const bare = new TextEncoder().encode(text).length;
  // Spaces behind the header, as the format allows, so that the numbers begin at a multiple of their width.
  const header = new TextEncoder().encode(text + ' '.repeat((8 - (bare % 8)) % 8));
  const bytes = new Uint8Array(8 + header.length + end);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  let at = 8 + header.length;
  for (const { values, double = false } of tensors.values()) {
    for (const value of values) {
      if (double) view.setFloat64(at, value, true);
      else view.setFloat32(at, value, true);
      at += double ? 8 : 4;
    }
  }
  return bytes;
}
