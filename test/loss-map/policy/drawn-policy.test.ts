import { expect, test } from 'vitest';
import { contourFigure } from '../../../src/loss-map/figures/contours.ts';
import { surfaceFigure } from '../../../src/loss-map/figures/surface.ts';
import { squareDomain } from '../../../src/loss-map/functions/index.ts';
import { drawnPolicy } from '../../../src/loss-map/policy/drawn-policy.ts';
import { factsOf } from '../../../src/loss-map/policy/facts.ts';
import type { PolicyMap } from '../../../src/loss-map/policy/policy-map.ts';
import type { TrainedRun } from '../../../src/loss-map/policy/trained-run.ts';
import { figureSvg } from '../../../src/report/export/figure-svg.ts';
import { paletteOf } from '../../../src/report/figures/index.ts';

const run = {
  ...{ id: 7, env: 'cartpole', agent: 'ppo', optimizer: 'ADAM', learningRate: 0.01, seed: 1, updates: 2 },
} as TrainedRun;

/** A map with values that are no numbers. */
const map: PolicyMap = {
  ...{ experiment: 1, id: 1, run, directions: 'random', seed: 1, reach: 1, batchRows: 32 },
  grid: {
    side: 3,
    domain: squareDomain(1),
    values: [Number.NaN, Number.POSITIVE_INFINITY, 3, 2, 1, -1, 4, 5, Number.NEGATIVE_INFINITY],
  },
  path: [
    { update: 0, at: [0.5, 0.5], planeLoss: Number.NaN, loss: 2 },
    { update: 2, at: [0, 0], planeLoss: 1, loss: 1 },
  ],
  pathShare: 0.0012,
  componentShares: null,
};

test('figures draw a loss that is not finite as high as they go', () => {
  const drawn = drawnPolicy(map);
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
  const facts = Object.fromEntries(factsOf(map).map(({ what, value }) => [what, value]));
  expect(facts).toMatchObject({
    run: '7: ppo on cartpole with ADAM, rate 0.01, seed 1',
    'path held': '0.12 % of its variance about the end',
    lowest: '-1 of the grid, at 1, 0',
    trained: '1',
    untrained: '2',
  });
});
