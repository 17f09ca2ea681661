import type { Agent } from '../../../agents/index.ts';
import { actionLength } from '../../spaces.ts';
import type { Named } from '../../tensors/op.ts';
import * as tf from '../../tensors/tf.ts';
import type { LearningBatch } from './learning-batch.ts';

/** What is sent of a member: its roll-out and what its critic should have said. */
type Sent = Pick<LearningBatch, 'buffer' | 'returns'>;

/** What is known of every row, under the names that a minibatch has for it, `[N + 1, …]` each. */
type Columns = Named<'observations' | 'actions' | 'logProbs' | 'returns' | 'values' | 'weights'> &
  Partial<Named<'referenceLogProbs' | 'ends' | 'earlier'>>;

/**
 * The roll-outs of all members on the device. They are sent there once, and every minibatch is gathered from them: all N
 * rows, member after member, and behind them a row of zeros to pad with.
 */
export interface DeviceExperience {
  readonly columns: Columns;
  /** Where the rows of each member begin; then N, where the zeros are. */
  readonly starts: readonly number[];
  /** Rows of each member in a minibatch. */
  readonly shares: readonly number[];
}

/**
 * Sends the roll-outs of all members to the device; {@link disposeExperience} frees them.
 *
 * A member's rows are divided into minibatches of equal size; those that are left over sit out an epoch.
 *
 * @param minibatches of each member.
 */
export function deviceExperience(
  { distribution: { space }, eligibility }: Agent,
  batches: readonly Sent[],
  observationLength: number,
  minibatches: readonly number[],
): DeviceExperience {
  const starts = [0];
  for (const { buffer } of batches) starts.push(starts.at(-1)! + buffer.length);
  const shares = batches.map(({ buffer }, member) => Math.floor(buffer.length / minibatches[member]!));
  const rows = starts.at(-1)! + 1;

  /** A table with what every member has of it in its place. */
  const filled = <T extends Float32Array | Int32Array>(
    table: T,
    column: (member: Sent) => Float32Array | Float64Array,
  ): T => {
    const width = table.length / rows;
    for (const [member, own] of batches.entries()) {
      table.set(column(own).subarray(0, own.buffer.length * width), starts[member]! * width);
    }
    return table;
  };
  const numbers = (column: (member: Sent) => Float64Array) =>
    tf.tensor1d(filled(new Float32Array(rows), column));
  const vectors = (width: number, column: (member: Sent) => Float32Array) =>
    tf.tensor2d(filled(new Float32Array(rows * width), column), [rows, width]);

  return {
    columns: {
      observations: vectors(observationLength, ({ buffer }) => buffer.observations),
      actions:
        space.kind === 'discrete'
          ? tf.tensor1d(
              filled(new Int32Array(rows), ({ buffer }) => buffer.actions),
              'int32',
            )
          : vectors(actionLength(space), ({ buffer }) => buffer.actions),
      logProbs: numbers(({ buffer }) => buffer.logProbs),
      returns: numbers(({ returns }) => returns),
      values: numbers(({ buffer }) => buffer.values),
      weights: weightsOf(shares, starts),
      ...(eligibility && {
        ends: numbers(({ buffer: { terminated, truncated } }) =>
          Float64Array.from(terminated, (ended, row) => Number(ended || truncated[row])),
        ),
      }),
    },
    starts,
    shares,
  };
}

/**
 * The same rows in minibatches of other sizes, or with other weights: those are a tensor of their own, the other columns are shared.
 *
 * @param factors of the weights of each member's rows, where they are not alike.
 */
export function withShares(
  { columns, starts }: DeviceExperience,
  shares: readonly number[],
  factors?: readonly Float64Array[],
): DeviceExperience {
  return { columns: { ...columns, weights: weightsOf(shares, starts, factors) }, starts, shares };
}

/** What each row counts in the mean of a minibatch of its member, `[N + 1]`. */
function weightsOf(
  shares: readonly number[],
  starts: readonly number[],
  factors?: readonly Float64Array[],
): tf.Tensor {
  const weights = new Float32Array(starts.at(-1)! + 1);
  for (const [member, share] of shares.entries()) {
    if (share === 0) continue;
    weights.fill(1 / share, starts[member], starts[member + 1]);
    for (const [row, factor] of factors?.[member]?.entries() ?? [])
      weights[starts[member]! + row] = factor / share;
  }
  return tf.tensor1d(weights);
}

/** Frees what {@link deviceExperience} has sent. */
export function disposeExperience({ columns }: DeviceExperience): void {
  tf.dispose({ ...columns } as tf.NamedTensorMap);
}
