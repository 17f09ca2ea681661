import { measurePhases, type PhaseTimes, phases, type UpdatePhase } from '../../diagnostics/phases.ts';
import { cartpoleSizes, type SweepSize, trainCartpole } from '../cartpole-sweep.ts';
import { defineTopic } from '../topic.ts';

/** Episodes of an evaluation in the recorded recipe; there are two, before and after. */
const evaluation = { count: 1, episodes: 16 };

interface Row extends SweepSize {
  /** Share of the time on the clock, 0 to 1. */
  readonly shares: PhaseTimes;
}

/** Those of that training, which has no diagnostics. */
const shown = phases.filter((phase) => phase !== 'diagnostics');

/** Headings, short enough for all of them to stand side by side. */
const headings: Readonly<Partial<Record<UpdatePhase, string>>> = { environment: 'env', evaluation: 'eval' };

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function sharesOf(times: PhaseTimes): PhaseTimes {
  const total = phases.reduce((sum, phase) => sum + times[phase], 0);
  return Object.fromEntries(phases.map((phase) => [phase, times[phase] / total])) as PhaseTimes;
}

/** What training spends its time on. */
export const phaseTopic = defineTopic<SweepSize, Row>({
  name: 'phases',
  title: 'Where the time of that training goes, with evaluations',
  backends: ['simd'],
  cases: ({ quick }) => cartpoleSizes(quick),
  async prepare(size) {
    await trainCartpole({ ...size, steps: Math.min(2048, size.steps) }, evaluation);
    let latest: PhaseTimes;
    return {
      async work() {
        latest = await measurePhases(() => trainCartpole(size, evaluation));
        return size.seeds * size.steps;
      },
      facts: () => sharesOf(latest),
    };
  },
  rows: (results) => results.map(({ case: size, by }) => ({ ...size, shares: by.simd.facts as PhaseTimes })),
  columns: [
    { header: 'seeds', align: 'right', cell: ({ seeds }) => String(seeds) },
    ...shown.map((phase) => ({
      header: headings[phase] ?? phase,
      align: 'right' as const,
      cell: ({ shares }: Row) => percent(shares[phase]),
    })),
  ],
  notes: () => [
    'acting: forward passes of the roll-outs. env: the environment. learning: steps,',
    'each replayed as one: minibatch, gradient, clipping, optimizer, sums of',
    'statistics. statistics: reading them. eval: 16 episodes of the untrained policy',
    'and at the end. rest: drawing actions, buffers, advantages, shuffles, records.',
  ],
});
