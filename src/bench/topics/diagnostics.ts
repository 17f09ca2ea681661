import { measurePhases } from '../../diagnostics/phases.ts';
import { type SweepSize, trainCartpole } from '../cartpole-sweep.ts';
import { defineTopic } from '../topic.ts';

interface Case extends SweepSize {
  /** The one that is switched on; '' for none. */
  readonly diagnostic: string;
}

interface Row {
  readonly diagnostic: string;
  /** CPU time of an update of all seeds, evaluations and results file included. */
  readonly milliseconds: number;
  /** Times that of an update without diagnostics. */
  readonly times: number;
  /** Milliseconds on the clock in which the loss was asked. */
  readonly asking: number;
}

const evaluation = { count: 0, episodes: 1 };
const seeds = 8;
/** Steps of a roll-out of the recorded recipe. */
const perUpdate = 512;

/** Those of the registry that ask the loss, and one of those that do not. */
const measured = ['', 'noise_scale', 'gradient_variance', 'curvature'];

/** What diagnostics cost that are asked for in every update. */
export const diagnosticTopic = defineTopic<Case, Row>({
  name: 'diagnostics',
  title: 'Diagnostics in every update of that training, 8 seeds',
  backends: ['simd'],
  cases: ({ quick }) =>
    measured.map((diagnostic) => ({ diagnostic, seeds, steps: perUpdate * (quick ? 2 : 12) })),
  async prepare({ diagnostic, ...size }) {
    const named = diagnostic === '' ? [] : [diagnostic];
    await trainCartpole({ ...size, steps: perUpdate }, evaluation, 'simd', named);
    let asking = 0;
    return {
      async work() {
        const times = await measurePhases(() => trainCartpole(size, evaluation, 'simd', named));
        asking = times.diagnostics / (size.steps / perUpdate);
        return size.steps / perUpdate;
      },
      facts: () => ({ diagnostics: asking }),
    };
  },
  rows(results) {
    const base = results[0]!.by.simd.cpuSeconds;
    return results.map(({ case: { diagnostic }, by: { simd } }) => ({
      diagnostic: diagnostic === '' ? 'none' : diagnostic,
      milliseconds: 1000 * simd.cpuSeconds,
      times: simd.cpuSeconds / base,
      asking: 1000 * simd.facts.diagnostics!,
    }));
  },
  columns: [
    { header: 'diagnostic', cell: ({ diagnostic }) => diagnostic },
    { header: 'CPU ms/update', align: 'right', cell: ({ milliseconds }) => milliseconds.toFixed(1) },
    { header: 'times none', align: 'right', cell: ({ times }) => times.toFixed(2) },
    { header: 'ms asking', align: 'right', cell: ({ asking }) => asking.toFixed(1) },
  ],
  notes: () => [
    'ms asking: on the clock, in an update, of questions to the loss alone. With',
    '--diagnostics-every N they come in one of N updates.',
  ],
});
