import { expect, test } from 'vitest';
import { claimFigure } from '../../src/claims/claim-figure.ts';
import { readClaim } from '../../src/claims/claim-file.ts';
import { constrainedNewton } from '../../src/studies/constrained-newton.ts';

test('what rounds to zero has a place on a logarithmic axis that names the least', () => {
  const { settings } = readClaim('constrained-newton');
  const points = [1, 1e-8, 0].map((y, x) => ({ series: 'HS28, exact', seed: 1, x, y }));
  const line = (drawn: typeof points) => {
    const { panels } = claimFigure(constrainedNewton, { settings, seeds: 1 }, drawn, 1);
    return /aria-label="line"[^>]*><path[^>]* d="([^"]*)"/.exec(panels[0]!.svg)?.[1];
  };
  const least = points.map((point) => ({ ...point, y: Math.max(point.y, Number.EPSILON) }));
  expect(line(points)).toBeDefined();
  expect(line(points)).toBe(line(least));
  expect(line(points)!.split('L')).toHaveLength(3);
});
