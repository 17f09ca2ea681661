import { z } from 'zod';
import { RandomStream } from '../../random.ts';
import { defineDiagnostic } from '../diagnostic.ts';
import type { Report } from '../report.ts';
import { type BlockCurvature, curvatures } from './spectra.ts';

/**
 * The curvature of the loss of an update's first minibatch, of actor, critic and both: sharpness, the largest eigenvalue of the
 * Hessian, and the smallest by the Lanczos iteration, the trace by random signs, and the curvature along the gradient. For plain
 * gradient descent also where its stability ends: `gd_stability` λη/2 is above 1 where steps of the whole loss would oscillate, and
 * with `trace_stability` tr·η/2 above 1 a minimum at which every sample's loss is least cannot be stable for batches of 1.
 */
export const curvature = defineDiagnostic({
  name: 'curvature',
  summary:
    'sharpness of the loss, its most negative curvature, the trace of the Hessian and the curvature along the gradient',
  source:
    'Ghorbani, Krishnan & Xiao 2019 (Lanczos); Hutchinson 1990 (trace); Cohen et al. 2021 (2/η); Wu & Su 2023 (trace)',
  cost: 'steps + probes + 1 products with the Hessian each time, two gradients of a minibatch each: about 98 gradients by default',
  needs: ['gradient', 'hessianProduct'],
  settings: z.object({
    steps: z.int().min(1).max(64).default(16).describe('products of the Lanczos iteration, at most'),
    probes: z
      .int()
      .min(1)
      .max(1024)
      .default(32)
      .describe('vectors of random signs that the trace is averaged over'),
  }),
  create: ({ steps, probes }) => ({
    init: () => null,
    async ask(loss) {
      const found = await curvatures(loss, { steps, ...vectors(loss.layout.length, probes) });
      return found.map(reported);
    },
    observe({ asked, learningRate, gradientDescent }, state) {
      if (asked === undefined) return { state, report: {} };
      return { state, report: gradientDescent ? { ...asked, ...stabilities(asked, learningRate) } : asked };
    },
  }),
});

/** What the iterations begin with, for all players and updates alike, so that what changes is the loss. */
function vectors(length: number, probes: number): { start: Float64Array; probes: Float32Array[] } {
  const stream = RandomStream.of(0, 'curvature');
  const start = Float64Array.from({ length }, () => stream.normal());
  const signs = () => Float32Array.from({ length }, () => (stream.uniform() < 0.5 ? -1 : 1));
  return { start, probes: Array.from({ length: probes }, signs) };
}

/** Of one player: of its parts, and of all of them together, whose Hessian has the eigenvalues of all. */
function reported(blocks: readonly BlockCurvature[]): Report {
  const parts = blocks.length === 1 && blocks[0]!.block === 'all' ? [] : blocks;
  const rows = [...parts.map((own) => [own.block, [own]] as const), ['all', blocks] as const];
  const numbers = rows.flatMap(([part, own]) =>
    Object.entries(together(own)).map(([quantity, value]) => [`${part}.${quantity}`, value] as const),
  );
  return Object.fromEntries(numbers.filter(([, value]) => Number.isFinite(value)));
}

function together(blocks: readonly BlockCurvature[]) {
  const ritzValues = blocks.map(({ spectrum }) => spectrum?.ritzValues ?? [Number.NaN]);
  const sum = (of: (block: BlockCurvature) => number): number =>
    blocks.reduce((total, each) => total + of(each), 0);
  return {
    sharpness: Math.max(...ritzValues.map((own) => own.at(-1)!)),
    ritz_min: Math.min(...ritzValues.map((own) => own[0]!)),
    trace: sum(({ trace }) => trace),
    // Of a gradient of 0 there is none.
    gradient_curvature:
      sum(({ alongGradient }) => alongGradient) / sum(({ squaredGradient }) => squaredGradient),
  };
}

function stabilities(asked: Report, learningRate: number): Report {
  const of = (quantity: string, stability: string) =>
    Object.entries(asked).flatMap(([name, value]) =>
      name.endsWith(`.${quantity}`)
        ? [[name.replace(quantity, stability), (value * learningRate) / 2] as const]
        : [],
    );
  return Object.fromEntries([...of('sharpness', 'gd_stability'), ...of('trace', 'trace_stability')]);
}
