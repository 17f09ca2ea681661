import { describe, expect, test } from 'vitest';
import { dormancyScores, dormantFraction } from '../../src/diagnostics/dormant.ts';
import { diagnostics } from '../../src/diagnostics/index.ts';
import type { LossProbe } from '../../src/diagnostics/loss-probe.ts';
import { expectClose, goldenCases } from '../agents/golden.ts';

interface Case {
  readonly id: string;
  readonly kind: string;
  readonly inputs: {
    readonly activations: readonly (readonly number[])[];
    readonly thresholds: readonly number[];
  };
  readonly expected: {
    readonly scores: readonly number[];
    readonly dormant: readonly (readonly boolean[])[];
    readonly dormant_fraction: readonly number[];
  };
}

/** The mean magnitude of every unit. */
function activityOf(activations: readonly (readonly number[])[]): number[] {
  return activations[0]!.map(
    (_, unit) => activations.reduce((sum, row) => sum + Math.abs(row[unit]!), 0) / activations.length,
  );
}

/** A loss of networks of which only the activity is known: a player with it, and one whose units have it the other way round. */
function probe(activity: readonly number[]): LossProbe {
  const rows = [activity, activity.toReversed()].map((own) => Float32Array.from(own));
  const ask = () => Promise.resolve({ 'actor.0': rows, 'actor.head': rows });
  return { players: 2, ask } as unknown as LossProbe;
}

describe('dormant units as recorded', () => {
  for (const { id, kind, inputs, expected } of goldenCases<Case>('redo', 'systems')) {
    if (kind !== 'dormancy') continue;
    test(id, async () => {
      const activity = activityOf(inputs.activations);
      const scores = dormancyScores(activity);
      expectClose(scores, expected.scores, 1e-9);
      for (const [index, tau] of inputs.thresholds.entries()) {
        expect(Array.from(scores, (score) => score <= tau)).toEqual(expected.dormant[index]);
        expect(dormantFraction(activity, tau)).toBe(expected.dormant_fraction[index]);
        const { entry, settings } = diagnostics.resolve(`dormant(tau=${tau})`);
        const reports = await entry.create(settings).ask!(probe(activity));
        expect(reports).toEqual([0, 1].map(() => ({ 'actor.0': expected.dormant_fraction[index] })));
      }
    });
  }
});

test('of a player that has diverged nothing is said', async () => {
  const { entry, settings } = diagnostics.resolve('dormant');
  const reports = await entry.create(settings).ask!(probe([Number.NaN, 1]));
  expect(reports).toEqual([{}, {}]);
});
