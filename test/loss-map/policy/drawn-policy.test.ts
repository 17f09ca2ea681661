import { expect, test } from 'vitest';
import { contourFigure } from '../../../src/loss-map/figures/contours.ts';
import { surfaceFigure } from '../../../src/loss-map/figures/surface.ts';
import { drawnPolicy } from '../../../src/loss-map/policy/drawn-policy.ts';
import { factsOf } from '../../../src/loss-map/policy/facts.ts';
import { figureSvg } from '../../../src/report/export/figure-svg.ts';
import { paletteOf } from '../../../src/report/figures/index.ts';
import { madePolicyMap } from './made-policy-map.ts';

test('figures draw a loss that is not finite as high as they go', () => {
  const drawn = drawnPolicy(madePolicyMap);
  expect(drawn.grid.values).toEqual([5, 5, 3, 2, 1, -1, 4, 5, 5]);
  expect(drawn.ways[0]!.paths[0]!.losses).toEqual([5, 1]);
  const palette = paletteOf(['ADAM']);
  for (const figure of [contourFigure(drawn, palette), surfaceFigure(drawn, palette)]) {
    const svg = figureSvg(figure, palette);
    expect(svg).not.toMatch(/NaN|Infinity|undefined|var\(/);
    expect(svg).toContain('ADAM');
  }
});

test('facts name the lowest point and what the plane holds, however little', () => {
  const facts = Object.fromEntries(factsOf(madePolicyMap).map(({ what, value }) => [what, value]));
  expect(facts).toMatchObject({
    run: '7: ppo on cartpole with ADAM, rate 0.01, seed 1',
    'path held': '0.12 % of its variance about the end',
    lowest: '-1 of the grid, at 1, 0',
    trained: '1',
    untrained: '2',
  });
});
