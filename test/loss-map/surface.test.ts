import { expect, test } from 'vitest';
import type { DrawnMap } from '../../src/loss-map/drawn-map.ts';
import { contourFigure } from '../../src/loss-map/figures/contours.ts';
import { surfaceFigure } from '../../src/loss-map/figures/surface.ts';
import { gridPoints } from '../../src/loss-map/grid.ts';
import { surfaceSection } from '../../src/loss-map/page/surface-section.ts';
import { reliefOf } from '../../src/loss-map/relief.ts';
import { paletteOf } from '../../src/report/figures/index.ts';

const domain = { x: [-2, 2], y: [0, 6] } as const;
const grid = { side: 5, domain, values: gridPoints(domain, 5).map(([x]) => 100 * (x + 2)) };
const map: DrawnMap = {
  label: 'a slope',
  grid,
  relief: reliefOf(grid),
  ways: [{ optimizer: 'SGD', title: 'SGD', paths: [{ points: [[0, 3]], losses: [200] }] }],
  crosses: [
    { at: [-2, 0], loss: 0 },
    { at: [-2, 6], loss: 0 },
  ],
  axes: ['α <1>', 'β'],
  sql: '',
  captions: { contours: '', surface: '', turnable: '' },
};
const palette = paletteOf(['SGD']);

function textsOf(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text!);
}

test('a surface has axes with the ends and the middle of the domain, a bar of losses, and a cross at every minimum', () => {
  const { svg, width } = surfaceFigure(map, palette).panels[0]!;
  const texts = textsOf(svg);
  for (const text of ['-2', '0', '2', 'α &lt;1&gt;', '3', '6', 'β']) expect(texts).toContain(text);
  expect(texts.slice(-6)).toEqual(['0', '100', '200', '300', '400', 'loss']);
  expect(svg.match(/<path d="M[^"]+M[^"]+" stroke="currentColor" stroke-width="2"\/>/g)).toHaveLength(2);
  expect(svg).toContain(`viewBox="0 `);
  const rights = [...svg.matchAll(/ x="([\d.]+)"/g)].map(([, x]) => Number(x));
  expect(Math.max(...rights)).toBeLessThan(width - 30);
});

test('a map from above has a bar of losses beside it, within the picture', () => {
  const { svg, width } = contourFigure(map, palette).panels[0]!;
  expect(textsOf(svg).slice(-6)).toEqual(['0', '100', '200', '300', '400', 'loss']);
  expect(svg).toContain(`viewBox="0 0 ${width} `);
});

test('on the page the bar stands below the surface, whose script is given what the axes say', () => {
  const section = surfaceSection(map, palette).source;
  expect(textsOf(section)).toEqual(['0', '100', '200', '300', '400']);
  const [, data] = /<script type="application\/json">(.*?)<\/script>/s.exec(section)!;
  expect(JSON.parse(data!)).toMatchObject({ texts: expect.arrayContaining([['β', [-1.36, 0, 0]]]) });
});
