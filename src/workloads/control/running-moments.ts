/** One member's moments, to go on with. */
export interface SavedMoments {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  readonly count: number;
}

/**
 * Running mean and population variance of columns, one set a member, merged batch by batch (Chan, Golub & LeVeque
 * 1979), as Gymnasium's RunningMeanStd: count starts at 1e-4, mean at 0, variance at 1.
 */
export class RunningMoments {
  /** `[members, columns]` */
  readonly mean: Float64Array;
  /** `[members, columns]` */
  readonly variance: Float64Array;
  /** `[members]` */
  readonly count: Float64Array;
  readonly columns: number;

  constructor(members: number, columns: number) {
    this.columns = columns;
    this.mean = new Float64Array(members * columns);
    this.variance = new Float64Array(members * columns).fill(1);
    this.count = new Float64Array(members).fill(1e-4);
  }

  save(member: number): SavedMoments {
    const [start, end] = [member * this.columns, (member + 1) * this.columns];
    return {
      mean: this.mean.slice(start, end),
      variance: this.variance.slice(start, end),
      count: this.count[member]!,
    };
  }

  restore(member: number, { mean, variance, count }: SavedMoments): void {
    this.mean.set(mean, member * this.columns);
    this.variance.set(variance, member * this.columns);
    this.count[member] = count;
  }

  /** Merges the given rows of `data` (`[…, columns]`) into a member's moments. */
  update(member: number, data: ArrayLike<number>, rows: readonly number[]): void {
    const { columns } = this;
    const added = rows.length;
    if (added === 0) return;
    const before = this.count[member]!;
    const total = before + added;
    for (let column = 0; column < columns; column++) {
      let sum = 0;
      for (const row of rows) sum += data[row * columns + column]!;
      const batchMean = sum / added;
      let squares = 0;
      for (const row of rows) squares += (data[row * columns + column]! - batchMean) ** 2;
      const at = member * columns + column;
      const delta = batchMean - this.mean[at]!;
      this.mean[at]! += (delta * added) / total;
      const squaresBefore = this.variance[at]! * before;
      this.variance[at] = (squaresBefore + squares + (delta * delta * before * added) / total) / total;
    }
    this.count[member] = total;
  }
}
