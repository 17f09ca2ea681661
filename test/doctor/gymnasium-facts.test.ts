import { afterEach, expect, test } from 'vitest';
import { gymnasiumFacts } from '../../src/doctor/gymnasium-facts.ts';
import { hasPython, standIn } from '../envs/gymnasium/stand-in.ts';

const before = process.env.RL_BENCH_GYM_PYTHON;
afterEach(() => {
  if (before === undefined) delete process.env.RL_BENCH_GYM_PYTHON;
  else process.env.RL_BENCH_GYM_PYTHON = before;
});

test.skipIf(!hasPython)('The Python that steps environments says its versions', () => {
  process.env.RL_BENCH_GYM_PYTHON = standIn;
  expect(gymnasiumFacts()).toEqual({
    program: standIn,
    python: expect.stringMatching(/^3\.\d+/),
    gymnasium: 'stand-in',
    problem: null,
  });
});

test('One that cannot be run is a problem in one line, and no error', () => {
  process.env.RL_BENCH_GYM_PYTHON = '/nowhere/python';
  expect(gymnasiumFacts()).toEqual({
    program: null,
    python: null,
    gymnasium: null,
    problem: expect.stringMatching(/^RL_BENCH_GYM_PYTHON names \/nowhere\/python, .*$/),
  });
});
