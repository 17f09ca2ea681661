import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PlannedPopulation, SweepPlan } from '../../../src/sweep/plan/plan.ts';
import { planSweep } from '../../../src/sweep/plan/plan.ts';
import { parseStudy } from '../../../src/sweep/study/study-file.ts';
import { dealt } from '../../../src/sweep/units/deal.ts';
import { unitsOf } from '../../../src/sweep/units/plan-units.ts';

function planOf(text: string): SweepPlan {
  const { study, origin } = parseStudy(text, 'x.yaml');
  return planSweep(study, {}, origin);
}

/** Populations of so many members, with budgets of their own. */
function made(sizes: readonly { readonly members: number; readonly steps: number }[]): {
  populations: PlannedPopulation[];
} {
  const { populations } = planOf('{ envs: [cartpole], optimizers: [SGD], seeds: 1 }');
  const [{ population, ...planned }] = populations as [PlannedPopulation];
  return {
    populations: sizes.map(({ members, steps }, index) => ({
      ...planned,
      label: `SGD${index}`,
      learningRates: Array(members).fill(0.1),
      population: {
        ...population,
        totalTimesteps: steps,
        members: Array.from({ length: members }, (_, seed) => ({ ...population.members[0]!, seed })),
      },
    })),
  };
}

const places = fc.integer({ min: 1, max: 20 });
const plans = fc
  .array(
    fc.record({ members: fc.integer({ min: 1, max: 70 }), steps: fc.integer({ min: 1, max: 1_000_000 }) }),
    { minLength: 1, maxLength: 12 },
  )
  .map(made);

describe('the units of a plan', () => {
  test('have every member once, in the order of the plan, and ids of their own', () => {
    fc.assert(
      fc.property(plans, places, fc.boolean(), (plan, places, divides) => {
        const units = unitsOf(plan, { places, divides });
        const members = units.flatMap(({ population, members }) => members.map((each) => [population, each]));
        expect(members).toEqual(
          plan.populations.flatMap(({ population }, at) =>
            population.members.map((_, member) => [at, member]),
          ),
        );
        expect(new Set(units.map(({ id }) => id)).size).toBe(units.length);
      }),
    );
  });

  test('are dealt so that nobody has more than the largest unit more than an equal part', () => {
    fc.assert(
      fc.property(plans, places, (plan, places) => {
        const units = unitsOf(plan, { places, divides: true });
        const loads = dealt(units, places).map((own) => own.reduce((sum, { cost }) => sum + cost, 0));
        const all = loads.reduce((sum, load) => sum + load, 0);
        expect(dealt(units, places).flat()).toHaveLength(units.length);
        expect(Math.max(...loads)).toBeLessThanOrEqual(
          all / places + Math.max(...units.map(({ cost }) => cost)),
        );
      }),
    );
  });

  test('are as large as sharing allows, and small where places would stand idle', () => {
    const sizes = (plan: Pick<SweepPlan, 'populations'>, places: number) =>
      unitsOf(plan, { places, divides: true }).map(({ members }) => members.length);
    const thirty = made([{ members: 30, steps: 1000 }]);
    expect(sizes(thirty, 1)).toEqual([15, 15]);
    expect(sizes(thirty, 5)).toEqual([6, 6, 6, 6, 6]);
    expect(sizes(made([{ members: 3, steps: 1000 }]), 8)).toEqual([1, 1, 1]);
  });

  test('leave populations whole where company decides the last digits', () => {
    const plan = made([{ members: 30, steps: 1000 }]);
    expect(unitsOf(plan, { places: 5, divides: false }).map(({ members }) => members.length)).toEqual([30]);
  });

  test('keep their ids when a study grows, and have others when a setting changes', () => {
    const study = (optimizers: string, steps: number) =>
      unitsOf(
        planOf(`{ envs: [cartpole], optimizers: ${optimizers}, seeds: 2, total_timesteps: ${steps} }`),
        { places: 1, divides: true },
      ).map(({ id }) => id);
    const [adam] = study('[ADAM]', 1000);
    expect(study('[SGD, ADAM]', 1000)[1]).toBe(adam);
    expect(study('[ADAM]', 2000)[0]).not.toBe(adam);
    expect(study('[ADAM(eps=0.1)]', 1000)[0]).not.toBe(adam);
  });
});
