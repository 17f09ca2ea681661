import { expect, test } from 'vitest';
import { studies } from '../../src/studies/index.ts';
import { smoothNewton } from '../../src/studies/smooth-newton.ts';
import type { MeasuredStudy } from '../../src/studies/study-entry.ts';
import { expectClose, goldenCases } from '../agents/golden.ts';
import { type Case, functionOf } from './smooth-functions.ts';

test.each(goldenCases<Case>('gns', 'systems'))('$id', ({ inputs, expected }) => {
  const way = smoothNewton(functionOf(inputs), inputs.x0, inputs.iterations, inputs.gamma0, inputs.B);
  expectClose(
    way.flatMap(({ x }) => x),
    expected.x,
    1e-7,
    'x',
  );
  expectClose(
    way.map(({ value }) => value),
    expected.f,
    1e-7,
    'f',
  );
  expectClose(
    way.map(({ gamma }) => gamma),
    expected.gamma,
    1e-7,
    'gamma',
  );
  expect(way.map(({ solves }) => solves)).toEqual(expected.solves);
  if (expected.failed_factorisations !== undefined) {
    expect(way.at(-1)!.indefinite).toBe(expected.failed_factorisations);
  }
});

test('the study finds the iterations that were published, and says so where it does not', async () => {
  const study = studies.resolve('newton').entry as unknown as MeasuredStudy;
  const settings = study.settings.parse({});
  const expected = study.expected.parse({ exact: 45, gauss_newton: 44 });
  const { signal } = new AbortController();
  const points = (
    await Promise.all(
      study.series(settings).map(async (series) => {
        const measured = await study.measure({ series, seed: 1, settings, signal });
        return measured.map((point) => ({ ...point, series, seed: 1 }));
      }),
    )
  ).flat();
  const { verdict, beside } = study.judge(points, settings, expected);
  expect(verdict).toBe('holds');
  expect(beside.map(({ here }) => here)).toEqual(['45', '44']);
  expect(study.judge(points, settings, { exact: 45, gauss_newton: 43 }).verdict).toBe('does not hold');
});
