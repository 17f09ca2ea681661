import { expect, test } from 'vitest';
import { z } from 'zod';
import { Control } from '../../src/controllers/control.ts';
import { type ControllerEntry, controllers, defineController } from '../../src/controllers/index.ts';
import { defineDiagnostic, diagnostics } from '../../src/diagnostics/index.ts';
import { registeredBy } from '../../src/registry.ts';
import { measured } from './measured.ts';

const about = { summary: 'wrong', source: 'a test', settings: z.object({}) };
let count = 0;

/** What is said of a plugin's controller that answers with something. */
async function complaint(answer: unknown, own: Partial<ControllerEntry> = {}): Promise<string> {
  const name = `wrong${count++}`;
  const create = () => ({ init: () => answer, observe: () => answer }) as never;
  await registeredBy('x.mjs', async () =>
    controllers.register(
      defineController({ ...about, name, decides: ['learningRateFactor'], create, ...own }),
    ),
  );
  try {
    const control = new Control(
      { controllers: [{ name, positional: [], settings: {} }], diagnostics: [] },
      1,
    );
    control.observe(0, measured({}));
    return 'nothing';
  } catch (error) {
    return (error as Error).message.replaceAll(name, 'X');
  }
}

test.each([
  [
    undefined,
    'init of controller "X" of plugin "x.mjs" must return { state, decision, report }; given undefined',
  ],
  [
    { state: Number.NaN },
    'the state that init of controller "X" of plugin "x.mjs" returns must be plain data that JSON keeps as it is, without NaN or infinity; given NaN',
  ],
  [
    { state: null, decision: { learningRateFactor: -1 } },
    /learningRateFactor of the decision .* must be a number ≥ 0; given -1/,
  ],
  [{ state: null, decision: { learningRateFactor: Number.NaN } }, /must be a number ≥ 0; given NaN/],
  [
    { state: null, decision: { clipRange: 1 } },
    /clipRange of the decision .* is not among what it says that it decides: learningRateFactor/,
  ],
  [{ state: null, decision: { rate: 1 } }, /rate of the decision .* is not among/],
  [{ state: null, report: { some: 'text' } }, /must be numbers by name, \{ name: 0.5 \}; given/],
  [{ state: null, report: {}, decision: { learningRateFactor: 0.5 } }, 'nothing'],
])('A plugin whose controller answers %o is told so: %s', async (answer, said) => {
  expect(await complaint(answer)).toMatch(said);
});

test('A controller says what it decides, and is made of two functions', async () => {
  expect(await complaint({}, { decides: ['lr'] as never })).toMatch(
    /^decides of controller "X" of plugin "x\.mjs" must be a list of 'learningRateFactor', .*; given \[ 'lr' \]/,
  );
  expect(await complaint({}, { create: () => ({}) as never })).toMatch(
    'create of controller "X" of plugin "x.mjs" must return { init, observe }, given {}',
  );
});

test('A plugin whose diagnostic reports no numbers is told so', async () => {
  const create = () => ({ init: () => null, observe: () => ({ state: null, report: 3 }) }) as never;
  await registeredBy('x.mjs', async () =>
    diagnostics.register(defineDiagnostic({ ...about, name: 'numberless', create })),
  );
  const call = { name: 'numberless', positional: [], settings: {} };
  const control = new Control({ controllers: [], diagnostics: [call] }, 1);
  expect(() => control.observe(0, measured({}))).toThrow(
    'the report that observe of diagnostic "numberless" of plugin "x.mjs" returns must be numbers by name, { name: 0.5 }; given 3',
  );
});
