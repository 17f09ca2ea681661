import { z } from 'zod';
import { UsageError } from '../errors.ts';
import { numbersOf, type WeightTensor, type WeightTensors } from './weight-tensor.ts';

const described = z.strictObject({
  dtype: z.string(),
  shape: z.array(z.number()),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
});

const widths: ReadonlyMap<string, 4 | 8> = new Map([
  ['F32', 4],
  ['F64', 8],
]);

/** The entry of a header that is no array. */
const metadata = '__metadata__';

/**
 * The arrays of a `.safetensors` file: eight bytes with the length of a JSON header, the header, and the numbers without
 * gaps, as huggingface/safetensors describes it.
 *
 * @throws UsageError for any other file, and for arrays that are not float32 or float64.
 */
export function readSafetensors(bytes: Uint8Array): WeightTensors {
  const header = headerBytes(bytes);
  const data = bytes.subarray(8 + header.length);
  const tensors = new Map<string, WeightTensor>();
  let end = 0;
  const arrays = headerOf(header).filter(([name]) => name !== metadata);
  const entries = arrays.map(([name, entry]) => {
    const read = described.safeParse(entry);
    if (!read.success)
      throw new UsageError(`its header does not describe ${JSON.stringify(name)} as an array`);
    return { name, ...read.data };
  });
  entries.sort((a, b) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1]);
  for (const { name, dtype, shape, data_offsets } of entries) {
    const called = JSON.stringify(name);
    const width = widths.get(dtype);
    if (width === undefined) throw new UsageError(`${called} is of the type ${dtype}, not F32 or F64`);
    const [from, to] = data_offsets;
    if (from !== end || to < from || to > data.length) {
      throw new UsageError(`${called} does not lie where the array before it ends, within the file`);
    }
    tensors.set(name, numbersOf(data.subarray(from, to), width, shape, called));
    end = to;
  }
  if (end !== data.length) throw new UsageError(`${data.length - end} bytes at its end belong to no array`);
  return tensors;
}

/** What its header says beside the arrays, as texts by name. @throws UsageError for what is no `.safetensors` file. */
export function safetensorsMetadata(bytes: Uint8Array): Readonly<Record<string, string>> {
  const own = headerOf(headerBytes(bytes)).find(([name]) => name === metadata);
  return z.record(z.string(), z.string()).safeParse(own?.[1]).data ?? {};
}

function headerBytes(bytes: Uint8Array): Uint8Array {
  if (bytes.length < 8) throw new UsageError('it is too short for a .safetensors file');
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getBigUint64(0, true);
  if (length > BigInt(bytes.length - 8)) {
    throw new UsageError(`its header should be ${length} bytes long, more than the file has`);
  }
  return bytes.subarray(8, 8 + Number(length));
}

/** What stands in the header. */
function headerOf(bytes: Uint8Array): (readonly [string, unknown])[] {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof header === 'object' && header !== null && !Array.isArray(header)) {
      return Object.entries(header);
    }
  } catch {
    // Said below.
  }
  throw new UsageError('it does not begin with the JSON header of a .safetensors file');
}
