import { formatNumber } from '../text/format.ts';
import type { Column } from '../text/table.ts';
import type { Measured } from './topic.ts';

/** Who is compared where backends are compared, ours first. */
export const rivals = ['simd', 'stock-wasm', 'cpu'] as const;

/** CPU time of one unit on each backend, and how many times as fast ours is. */
export interface Versus {
  readonly cpuSeconds: Readonly<Record<(typeof rivals)[number], number>>;
  readonly timesAsFastAs: Readonly<Record<'stock-wasm' | 'cpu', number>>;
}

export function versus({ by }: Measured<unknown>): Versus {
  const [simd, wasm, cpu] = rivals.map((name) => by[name].cpuSeconds) as [number, number, number];
  return {
    cpuSeconds: { simd, 'stock-wasm': wasm, cpu },
    timesAsFastAs: { 'stock-wasm': wasm / simd, cpu: cpu / simd },
  };
}

/** @param unit what the time of a unit is shown in. */
export function versusColumns(unit: 'µs' | 'ms'): Column<Versus>[] {
  const scale = unit === 'µs' ? 1e6 : 1e3;
  const ratio = (name: 'stock-wasm' | 'cpu') => (row: Versus) => formatNumber(row.timesAsFastAs[name]);
  return [
    {
      header: `simd, ${unit}`,
      align: 'right',
      cell: ({ cpuSeconds }) => formatNumber(cpuSeconds.simd * scale),
    },
    { header: '× stock wasm', align: 'right', cell: ratio('stock-wasm') },
    { header: '× stock cpu', align: 'right', cell: ratio('cpu') },
  ];
}
