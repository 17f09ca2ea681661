import { formatCount, formatNumber } from '../../text/format.ts';
import { type GradientSize, gradientFlops, parametersOf, ppoGradient } from '../ppo-gradient.ts';
import { defineTopic } from '../topic.ts';

interface Row extends GradientSize {
  /** Of a member. */
  readonly parameters: number;
  /** Of the whole population's gradient. */
  readonly cpuSeconds: number;
  readonly gflops: number;
}

const usual: GradientSize = { members: 1, width: 64, samples: 128 };

/** What grows, and how; everything else stays as usual. */
const series: Readonly<Record<keyof GradientSize, readonly number[]>> = {
  members: [1, 2, 4, 8, 16, 32, 64],
  width: [16, 32, 64, 128, 256, 512, 1024],
  samples: [32, 64, 128, 256, 512, 1024],
};

/** How the time of a gradient grows with its size. */
export const growthTopic = defineTopic<GradientSize, Row>({
  name: 'growth',
  title: 'How one PPO gradient grows on simd',
  backends: ['simd'],
  cases: ({ quick }) =>
    Object.entries(series).flatMap(([what, values]) => {
      const chosen = quick ? [values[0]!, values.at(-1)!] : values;
      return chosen.map((value) => ({ ...usual, [what]: value }));
    }),
  prepare: ppoGradient,
  rows: (results) =>
    results.map(({ case: size, by }) => ({
      ...size,
      parameters: parametersOf(size),
      cpuSeconds: by.simd.cpuSeconds * size.members,
      gflops: gradientFlops(size) / by.simd.cpuSeconds / 1e9,
    })),
  columns: [
    { header: 'members', align: 'right', cell: ({ members }) => String(members) },
    { header: 'width', align: 'right', cell: ({ width }) => String(width) },
    { header: 'samples', align: 'right', cell: ({ samples }) => String(samples) },
    { header: 'parameters', align: 'right', cell: ({ parameters }) => formatCount(parameters) },
    { header: 'CPU ms', align: 'right', cell: ({ cpuSeconds }) => formatNumber(cpuSeconds * 1e3) },
    { header: 'GFLOP/s', align: 'right', cell: ({ gflops }) => formatNumber(gflops) },
  ],
  notes: () => [
    'samples: rows of a member. parameters: of a member. CPU ms: of all members',
    'together. GFLOP/s: of the matrix products alone, in the time of everything.',
  ],
});
