import { decode, ExtensionCodec } from '@msgpack/msgpack';
import { UsageError } from '../errors.ts';
import { numbersOf, type WeightTensor, type WeightTensors } from './weight-tensor.ts';

/** How flax marks an array: MessagePack's extension of this number, which holds [shape, type, bytes]. */
const arrayExtension = 1;

const widths: ReadonlyMap<unknown, 4 | 8> = new Map<unknown, 4 | 8>([
  ['float32', 4],
  ['float64', 8],
]);

/**
 * The arrays of what `flax.serialization.to_bytes` has written, by the keys that lead to them, joined with `/`.
 *
 * @throws UsageError for any other file, and for arrays that are not float32 or float64.
 */
export function readFlax(bytes: Uint8Array): WeightTensors {
  const codec = new ExtensionCodec();
  codec.register({
    type: arrayExtension,
    encode: () => null,
    decode: (data) => arrayOf(data),
  });
  let tree: unknown;
  try {
    tree = decode(bytes, { extensionCodec: codec });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError('it is no whole MessagePack of flax, no .npy and no .safetensors file');
  }
  const tensors = new Map<string, WeightTensor>();
  collect(tree, '', tensors);
  return tensors;
}

function arrayOf(bytes: Uint8Array): WeightTensor {
  const [shape, dtype, data] = decode(bytes) as unknown[];
  const width = widths.get(dtype);
  if (width === undefined)
    throw new UsageError(`one of its arrays is of the type ${String(dtype).slice(0, 20)}`);
  if (!(data instanceof Uint8Array)) throw new UsageError('one of its arrays has no numbers');
  return numbersOf(data, width, shape, 'one of its arrays');
}

function collect(tree: unknown, path: string, into: Map<string, WeightTensor>): void {
  if (isTensor(tree)) {
    if (into.has(path)) throw new UsageError(`it has two arrays called ${JSON.stringify(path)}`);
    into.set(path, tree);
    return;
  }
  if (typeof tree !== 'object' || tree === null || Object.getPrototypeOf(tree) !== Object.prototype) {
    throw new UsageError(`${JSON.stringify(path)} of it is no array`);
  }
  for (const [key, child] of Object.entries(tree)) collect(child, path === '' ? key : `${path}/${key}`, into);
}

function isTensor(value: unknown): value is WeightTensor {
  return (
    typeof value === 'object' && value !== null && 'values' in value && value.values instanceof Float64Array
  );
}
