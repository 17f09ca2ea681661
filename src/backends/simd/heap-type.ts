import type { DataType } from '../../tensors/tf.ts';

/** Types of element that live on the heap; truth values take a byte. */
export type HeapType = 'float32' | 'int32' | 'bool';

export function isHeapType(dtype: DataType): dtype is HeapType {
  return dtype === 'float32' || dtype === 'int32' || dtype === 'bool';
}
