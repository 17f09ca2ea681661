import { z } from 'zod';
import { defineDiagnostic } from './diagnostic.ts';

/** Beside the mean of a layer, so that in one that is silent throughout every unit is dormant. */
const epsilon = 1e-9;

/**
 * How active each unit of a layer is beside the mean of the layer.
 *
 * Sokar et al. 2023, "The Dormant Neuron Phenomenon in Deep Reinforcement Learning", equation 1; google/dopamine
 * (git 1dd1661d) `labs/redo/weight_recyclers.py`.
 *
 * @param activity mean magnitude over the samples of what each unit puts out
 */
export function dormancyScores(activity: ArrayLike<number>): Float64Array {
  const own = Float64Array.from(activity);
  const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
  return own.map((value) => value / (mean + epsilon));
}

/** The share of units whose score is at most τ; NaN where a score is no number. */
export function dormantFraction(activity: ArrayLike<number>, tau: number): number {
  const scores = dormancyScores(activity);
  if (scores.some(Number.isNaN)) return Number.NaN;
  return scores.filter((score) => score <= tau).length / scores.length;
}

/** A layer that puts out what the network is for, whose units are none that could be spared. */
function isHead(layer: string): boolean {
  return layer.split('.').at(-1) === 'head';
}

/** The share of dormant units of every hidden layer, on the first minibatch of an update. */
export const dormant = defineDiagnostic({
  name: 'dormant',
  summary: 'share of dormant units of every hidden layer: those that hardly answer to anything',
  source:
    'Sokar et al. 2023, "The Dormant Neuron Phenomenon in Deep Reinforcement Learning"; google/dopamine (git 1dd1661d)',
  cost: 'a forward pass of a minibatch each time that it asks',
  needs: ['meanActivations'],
  settings: z.object({
    tau: z
      .number()
      .min(0)
      .default(0.1)
      .describe("a unit is dormant whose mean magnitude is at most this share of its layer's"),
  }),
  create: ({ tau }) => ({
    init: () => null,
    async ask(loss) {
      const activities = Object.entries(
        await loss.ask<string>(({ meanActivations }) => meanActivations!()),
      ).filter(([layer]) => !isHead(layer));
      return Array.from({ length: loss.players }, (_, player) =>
        Object.fromEntries(
          activities
            .map(([layer, units]) => [layer, dormantFraction(units[player]!, tau)] as const)
            .filter(([, share]) => Number.isFinite(share)),
        ),
      );
    },
    observe: ({ asked = {} }, state) => ({ state, report: asked }),
  }),
});
