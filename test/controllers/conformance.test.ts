import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Call } from '../../src/call-expression.ts';
import { Control } from '../../src/controllers/control.ts';
import { controllers } from '../../src/controllers/index.ts';
import { diagnostics, type Measured, measuredQuantities } from '../../src/diagnostics/index.ts';
import { isPlainData } from '../../src/plain-data.ts';
import { measured } from './measured.ts';

const call = (name: string): Call => ({ name, positional: [], settings: {} });
/** Every controller and every diagnostic by itself. */
const subjects = [
  ...controllers.entries().map(({ name }) => ({ name, controllers: [call(name)], diagnostics: [] })),
  ...diagnostics.entries().map(({ name }) => ({ name, controllers: [], diagnostics: [call(name)] })),
];

/** Quantities as updates may have them: NaN, infinite or missing ones among them. */
const anyUpdate = (numbers: fc.Arbitrary<number | null>): fc.Arbitrary<Measured> =>
  fc
    .record(Object.fromEntries(measuredQuantities.map((name) => [name, numbers])), { requiredKeys: [] })
    .map((quantities) => measured(quantities as Measured['quantities']));
const usual = fc.double({ min: -1000, max: 1000, noNaN: true });
const unusual = fc.oneof(usual, fc.constantFrom(Number.NaN, Infinity, -Infinity, null));
const few = { numRuns: 25 };
const history = fc.array(anyUpdate(unusual), { maxLength: 20 });

describe.each(subjects)('$name', (parts) => {
  const begun = (players = 1): Control => new Control(parts, players);
  const run = (control: Control, updates: readonly Measured[], player = 0) =>
    updates.map((update) => [control.observe(player, update), control.decision(player)]);

  test('remembers plain data, which survives JSON and structured clones', () => {
    fc.assert(
      fc.property(history, (updates) => {
        const control = begun();
        run(control, updates);
        const saved = control.save(0);
        expect(isPlainData(saved)).toBe(true);
        expect(JSON.parse(JSON.stringify(saved))).toEqual(saved);
        expect(structuredClone(saved)).toEqual(saved);
      }),
      few,
    );
  });

  test('goes on from what was saved as if nothing had stopped it', () => {
    fc.assert(
      fc.property(history, history, (first, second) => {
        const control = begun();
        run(control, first);
        const taken = begun();
        taken.restore(0, JSON.parse(JSON.stringify(control.save(0))));
        expect(run(taken, second)).toEqual(run(control, second));
      }),
      few,
    );
  });

  test('changes nothing in what it is shown', () => {
    fc.assert(
      fc.property(history, (updates) => {
        const before = structuredClone(updates);
        const control = begun();
        for (const update of updates) {
          const [state, copy] = [control.save(0), structuredClone(control.save(0))];
          control.observe(0, update);
          expect(state).toEqual(copy);
        }
        expect(updates).toEqual(before);
      }),
      few,
    );
  });

  test('keeps its state where nothing was measured, and says nothing that is not finite', () => {
    const nothing = [Number.NaN, Infinity, -Infinity, null]
      .map((value) => Object.fromEntries(measuredQuantities.map((name) => [name, value])))
      .concat({})
      .map((quantities) => ({ ...measured(quantities), layers: {} }));
    fc.assert(
      fc.property(history, (updates) => {
        const control = begun();
        run(control, updates);
        const before = [control.save(0), control.decision(0)];
        const said = run(control, nothing).flatMap(([rows]) => rows as { value: number }[]);
        expect([control.save(0), control.decision(0)]).toEqual(before);
        expect(said.every(({ value }) => Number.isFinite(value))).toBe(true);
      }),
      few,
    );
  });

  test('knows nothing of the other players', () => {
    fc.assert(
      fc.property(history, history, (own, others) => {
        const together = begun(2);
        const alone = begun();
        const longest = Math.max(own.length, others.length);
        for (let i = 0; i < longest; i++) {
          const other = others[i];
          if (other) together.observe(1, other);
          const update = own[i];
          if (update) expect(together.observe(0, update)).toEqual(alone.observe(0, update));
        }
        expect(together.save(0)).toEqual(alone.save(0));
      }),
      few,
    );
  });
});

test('factors of several controllers multiply, and of one that is named twice each has rows of its own', () => {
  const plateau = (factor: number): Call => ({
    ...call('plateau'),
    settings: { quantity: 'policy_loss', mode: 'min', patience: 0, factor },
  });
  const control = new Control({ controllers: [plateau(0.5), plateau(0.1)], diagnostics: [] }, 1);
  expect(control.decision(0)).toEqual({ learningRateFactor: 1 });
  control.observe(0, measured({ policy_loss: 1 }));
  const rows = control.observe(0, measured({ policy_loss: 1 }));
  expect(control.decision(0).learningRateFactor).toBeCloseTo(0.05, 12);
  expect(rows).toEqual([
    { source: 'controllers', quantity: 'learning_rate_factor', value: 1 },
    { source: 'plateau', quantity: 'learning_rate_factor', value: 0.5 },
    { source: 'plateau 2', quantity: 'learning_rate_factor', value: 0.1 },
  ]);
});

test('a controller sees what diagnostics add', () => {
  const watching: Call = { ...call('plateau'), settings: { quantity: 'update_ratio.all', patience: 0 } };
  const control = new Control({ controllers: [watching], diagnostics: [call('update_ratio')] }, 1);
  control.observe(0, measured({}));
  control.observe(0, measured({}));
  expect(control.decision(0).learningRateFactor).toBe(0.1);
});
