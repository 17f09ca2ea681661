import { expect, test } from 'vitest';
import type { DrawnMap } from '../../src/loss-map/drawn-map.ts';
import { contourFigure } from '../../src/loss-map/figures/contours.ts';
import { gridPoints } from '../../src/loss-map/grid.ts';
import { reliefOf } from '../../src/loss-map/relief.ts';
import { paletteOf } from '../../src/report/figures/index.ts';

test('lines of equal height stand where the heights are, however coarse the grid', () => {
  const domain = { x: [0, 1], y: [0, 1] } as const;
  const grid = { side: 5, domain, values: gridPoints(domain, 5).map(([x]) => x) };
  const map: DrawnMap = {
    label: 'a slope',
    grid,
    relief: reliefOf(grid),
    ways: [{ optimizer: 'SGD', title: 'SGD', paths: [{ points: [[0, 0]], losses: [0] }] }],
    crosses: [],
    axes: ['x', 'y'],
    sql: '',
    captions: { contours: '', surface: '', turnable: '' },
  };
  const { svg } = contourFigure(map, paletteOf(['SGD'])).panels[0]!;
  const group = /aria-label="contour">(.*?)<\/g>/s.exec(svg)![1]!;
  // What is higher lies to the right: the left end of every area is its line.
  const lines = [...group.matchAll(/ d="([^"]+)"/g)].map(([, area]) =>
    Math.min(...[...area!.matchAll(/[ML](-?[\d.]+),/g)].map(([, right]) => Number(right))),
  );
  const [left, width] = [40, 264];
  const levels = map.relief.levels(16);
  expect(lines).toEqual(levels.map((level) => expect.closeTo(left + width * level, 1)));
});
