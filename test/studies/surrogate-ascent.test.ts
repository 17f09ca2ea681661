import { expect, test } from 'vitest';
import { returnOf, settingsAt } from '../../src/studies/searched-cartpole.ts';
import type { MeasuredStudy } from '../../src/studies/study-entry.ts';
import { surrogateAscent } from '../../src/studies/surrogate-ascent.ts';
import { SurrogateNet } from '../../src/studies/surrogate-net.ts';
import { expectClose } from '../agents/golden.ts';

const study = surrogateAscent as MeasuredStudy;
const small = { logged: 6, population: 4, generations: 2, judged: 2, batch: 4, starts: 2, repeats: 1 };
const settings = study.settings.parse({ ...small, fit_steps: 40, ascent_steps: [0, 5] });
const { signal } = new AbortController();

test('a return is that of whole episodes, comes again, and goes by the settings and the seed', () => {
  const size = { population: 4, generations: 3, judged: 2 };
  const [near, far] = [Float64Array.of(-1, 0, -1), Float64Array.of(1, 0, 1)];
  const own = returnOf(near, size, 1, 'a');
  expect(own).toBeGreaterThanOrEqual(1);
  expect(own).toBeLessThanOrEqual(500);
  expect(returnOf(near, size, 1, 'a')).toBe(own);
  const others = [returnOf(far, size, 1, 'a'), returnOf(near, size, 2, 'a'), returnOf(near, size, 1, 'b')];
  expect(others.filter((other) => other !== own).length).toBeGreaterThan(0);
});

test('the cube stands for all of the ranges', () => {
  for (const [corner, wanted] of [
    [-1, [0.1, 0, 1e-4]],
    [1, [10, 0.9, 1]],
  ] as const) {
    const { sigma, smoothing, extra_variance } = settingsAt([corner, corner, corner]);
    expectClose([sigma, smoothing, extra_variance], wanted, 1e-12);
  }
});

test('the slope of a prediction by its inputs is that of differences', () => {
  const net = new SurrogateNet(2, 3);
  const params = Float64Array.from({ length: net.size }, (_, index) => Math.sin(index + 1));
  const at = [0.3, -0.7];
  const slope = net.inputGradient(params, at);
  for (const i of [0, 1]) {
    const moved = (by: number) =>
      net.predict(
        params,
        at.map((value, place) => value + (place === i ? by : 0)),
      );
    expect(slope[i]).toBeCloseTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 8);
  }
});

test('points come again, both surrogates begin at the same settings, and a λ that stays 0 changes nothing', async () => {
  const measured = async (series: string, others = {}) =>
    study.measure({ series, seed: 1, settings: { ...settings, ...others }, signal });
  const own = await measured('predicted, IGNITE');
  expect(own.map(({ x }) => x)).toEqual([0, 5]);
  expect(await measured('predicted, IGNITE')).toEqual(own);
  expect(own).not.toEqual(await measured('predicted, plain'));
  expect((await measured('true, IGNITE'))[0]).toEqual((await measured('true, plain'))[0]);
  const off = await measured('predicted, IGNITE', { lambda: 0, eta_lambda: 0 });
  expect(off).toEqual(await measured('predicted, plain'));
});

test('the claim holds where IGNITE overstates less at the last step, by the median over seeds', () => {
  const judged = (held: readonly number[]) =>
    study.judge(
      held.flatMap((value, seed) => [
        { series: 'predicted, plain', seed, x: 5, y: 300 },
        { series: 'true, plain', seed, x: 5, y: 250 },
        { series: 'predicted, IGNITE', seed, x: 5, y: value },
        { series: 'true, IGNITE', seed, x: 5, y: 250 },
      ]),
      settings,
      study.expected.parse({}),
    );
  expect(judged([280, 290, 310]).verdict).toBe('holds');
  expect(judged([280, 290, 310]).sentences[0]).toContain('by 40 with IGNITE and by 50 without');
  expect(judged([280, 290, 310]).sentences[0]).toContain('by less with IGNITE on 2 of them');
  expect(judged([280, 310, 310]).verdict).toBe('does not hold');
  expect(judged([280, Number.NaN, 310]).verdict).toBe('cannot be said');
  expect(judged([]).verdict).toBe('cannot be said');
});
