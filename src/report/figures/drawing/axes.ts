import { pow } from '../../../pow.ts';
/** An axis of a panel. */
export interface Axis {
  readonly label: string;
  readonly scale?: 'linear' | 'log';
  /** Default: what the data span. */
  readonly domain?: readonly [number, number];
  /** True for an axis that begins at zero, whatever the data. */
  readonly fromZero?: boolean;
  /** True for counts: places between whole numbers get no label. */
  readonly whole?: boolean;
  readonly format?: (value: number) => string;
  readonly ticks?: readonly number[];
}

/** True for a number that has a place on the axis. */
export function hasPlace(value: number | null | undefined, { scale }: Axis): value is number {
  return typeof value === 'number' && Number.isFinite(value) && (scale !== 'log' || value > 0);
}

/** What Plot is told of an axis, given the values on it. */
export function scaleOptions(axis: Axis, values: readonly number[]) {
  const { label, scale = 'linear', whole } = axis;
  const domain = axis.domain ?? spanOf(axis.fromZero ? [0, ...values] : values, scale);
  const ticks = axis.ticks ?? (scale === 'log' ? logTicks(...domain) : 5);
  const format = axis.format ?? (scale === 'log' ? formatPower : whole ? String : undefined);
  return {
    type: scale,
    domain,
    label,
    ticks: ticks as number[],
    nice: scale === 'linear' && axis.domain === undefined,
    grid: true,
    ...(format && { tickFormat: whole ? wholeOnly(format) : format }),
  };
}

function wholeOnly(format: (value: number) => string): (value: number) => string {
  return (value) => (Number.isInteger(value) ? format(value) : '');
}

/** From the least to the largest value, never of no width but for rounding; on a logarithmic axis from a round one to a round one. */
function spanOf(values: readonly number[], scale: 'linear' | 'log'): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  if (low > high) return scale === 'log' ? [1, 10] : [0, 1];
  if (scale === 'log') return [roundBelow(low), roundAbove(high)];
  if (high - low > 1e-9 * Math.max(Math.abs(low), Math.abs(high))) return [low, high];
  return low === 0 ? [0, 1] : [low - 1, low + 1];
}

/** The next smaller 1, 2 or 5 times a power of ten. */
function roundBelow(value: number): number {
  return Math.max(...roundNear(value).filter((round) => round < value));
}

/** The next larger one. */
function roundAbove(value: number): number {
  return Math.min(...roundNear(value).filter((round) => round > value));
}

/** Those of three powers: a logarithm that is nearly whole may have been rounded either way. */
function roundNear(value: number): number[] {
  const power = Math.floor(Math.log10(value));
  return [power - 1, power, power + 1].flatMap((each) => [1, 2, 5].map((factor) => factor * pow(10, each)));
}

/** Powers of ten, six at most; where there are fewer than two, also the twos and fives between them. */
export function logTicks(low: number, high: number): number[] {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const stride = Math.max(1, Math.ceil((last - first) / 6));
  const within = (value: number) => value >= low * 0.999 && value <= high * 1.001;
  const powers: number[] = [];
  for (let power = first; power <= last; power++) if (power % stride === 0) powers.push(pow(10, power));
  if (powers.filter(within).length >= 2) return powers.filter(within);
  const finer = [];
  for (let power = first; power <= last; power++)
    finer.push(pow(10, power), 2 * pow(10, power), 5 * pow(10, power));
  return finer.filter(within);
}

/** `0.01`, `1`, `5000`, `1e-5`. */
function formatPower(value: number): string {
  const rounded = Number(value.toPrecision(3));
  return rounded >= 0.001 && rounded < 1e5 ? String(rounded) : rounded.toExponential().replace('e+', 'e');
}
