import { refuseNaN } from './check.ts';

export interface GoodRange {
  /** How wide it is, in powers of ten. */
  readonly decades: number;
  /** True where it reaches an end of what was tried, so that it may be wider. */
  readonly open: boolean;
}

/**
 * How wide the range of rates is in which at least a share of the peak's gain is kept: from the peak to both sides, straight
 * lines between the rates on a logarithmic axis. How forgiving an optimizer is.
 *
 * @param rates ascending, above 0. @param gains one a rate, above what is gained at no rate worth having, 0.
 * @param share default 0.95.
 * @returns undefined of no rates, or where nothing is gained.
 * @throws RangeError of NaN, or of rates that do not ascend from above 0.
 */
export function goodRange(
  rates: readonly number[],
  gains: readonly number[],
  share = 0.95,
): GoodRange | undefined {
  refuseNaN(gains);
  if (rates.some((rate, index) => !(rate > (rates[index - 1] ?? 0)))) {
    throw new RangeError(`rates ascend from above 0, given ${rates.join(', ')}`);
  }
  const peak = gains.indexOf(Math.max(...gains));
  if (peak < 0 || !(gains[peak]! > 0)) return undefined;
  const least = share * gains[peak]!;
  const reach = (step: -1 | 1): { at: number; open: boolean } => {
    let place = peak;
    while (gains[place + step] !== undefined && gains[place + step]! >= least) place += step;
    const at = Math.log10(rates[place]!);
    const beyond = gains[place + step];
    if (beyond === undefined) return { at, open: true };
    const further = Math.log10(rates[place + step]!);
    return { at: at + ((further - at) * (gains[place]! - least)) / (gains[place]! - beyond), open: false };
  };
  const [left, right] = [reach(-1), reach(1)];
  return { decades: right.at - left.at, open: left.open || right.open };
}
