/** What stands for a value that is not there. */
const nothing = '-';

/** About three significant digits, never an exponent for everyday sizes: `0.0123`, `15.2`, `-1235`, `1.2e+6`. */
export function formatNumber(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return nothing;
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.0005 || size >= 999_999.5)) return value.toExponential(1);
  // Whole numbers keep all their digits: 1235 is no longer than 1.2e3 and says more.
  return size >= 99.95 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}

/** A count of many: `950`, `12.5k`, `500k`, `1.25M`. */
export function formatCount(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return nothing;
  const thousands = (divisor: number, letter: string) =>
    `${Number((value / divisor).toPrecision(3))}${letter}`;
  if (Math.abs(value) >= 999_500) return thousands(1e6, 'M');
  if (Math.abs(value) >= 1000) return thousands(1e3, 'k');
  return String(Math.round(value));
}

/** A time span: `0.45 s`, `75.2 s`, `2.5 min`, `3.1 h`. */
export function formatSeconds(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || Number.isNaN(seconds)) return nothing;
  if (seconds < 99.95) return `${Number(seconds.toPrecision(seconds < 1 ? 2 : 3))} s`;
  const minutes = seconds / 60;
  return minutes < 99.95
    ? `${Number(minutes.toPrecision(3))} min`
    : `${Number((minutes / 60).toPrecision(3))} h`;
}

/** A share in [0, 1] as whole percent: `98 %`. Only all is 100 %, only none is 0 %. */
export function formatShare(share: number | null | undefined): string {
  if (share === null || share === undefined || Number.isNaN(share)) return nothing;
  const percent = Math.round(share * 100);
  if (percent === 100 && share < 1) return '99 %';
  if (percent === 0 && share > 0) return '1 %';
  return `${percent} %`;
}

/** A learning rate as people write it: `0.01`, `3e-4`, `1e20`. */
export function formatRate(rate: number | null): string {
  if (rate === null) return nothing;
  if (rate === 0 || (rate >= 0.001 && rate < 1e5)) return String(rate);
  return rate.toExponential().replace('e+', 'e');
}

/** A p-value: two significant digits, and no more zeros than anybody counts: `0.24`, `0.0021`, `< 0.001`. */
export function formatP(p: number | null | undefined): string {
  if (p === null || p === undefined || Number.isNaN(p)) return nothing;
  return p < 0.001 ? '< 0.001' : String(Number(p.toPrecision(2)));
}

/** A share as whole percent without the sign: `38`, `-5`. */
export function formatPercent(share: number): string {
  return formatNumber(Math.round(share * 100));
}

/** A share or a normalised score with two decimals, so that columns line up: `0.50`. */
export function formatHundredths(value: number): string {
  return Math.abs(value) < 99.5 ? value.toFixed(2) : formatNumber(value);
}
