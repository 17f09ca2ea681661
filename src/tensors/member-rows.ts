import * as tf from './tf.ts';

/** The numbers of one member of a tensor `[P, …]`, in a copy of their own. */
export type MemberRow = Float32Array | Int32Array | Uint8Array;

/** The members of a tensor `[P, …]`, read from the device. */
export async function readMembers(tensor: tf.Tensor): Promise<MemberRow[]> {
  const values = (await tensor.data()) as MemberRow;
  const members = tensor.shape[0]!;
  const length = values.length / members;
  return Array.from({ length: members }, (_, member) => values.slice(member * length, (member + 1) * length));
}

/**
 * A new tensor with the given rows in the places of their members, and the others as they are.
 *
 * @param rows one a member; undefined for those that stay.
 * @throws RangeError if a row has another length than a member of the tensor.
 */
export async function withMembers(
  tensor: tf.Tensor,
  rows: readonly (MemberRow | undefined)[],
): Promise<tf.Tensor> {
  const values = Float32Array.from((await tensor.data()) as MemberRow);
  const length = values.length / rows.length;
  for (const [member, row] of rows.entries()) {
    if (row === undefined) continue;
    if (row.length !== length)
      throw new RangeError(`a member has ${length} numbers here, ${row.length} were saved`);
    values.set(row, member * length);
  }
  return tf.tensor(values, tensor.shape, tensor.dtype);
}
