import { describe, expect, test } from 'vitest';
import { groupBy } from '../../../../src/group-by.ts';
import { paletteOf, stylePlaces, themes } from '../../../../src/report/figures/index.ts';

type Triple = readonly [number, number, number];

/** What dichromats see of linear RGB (Machado et al. 2009, severity 1); rows. */
const sights: Readonly<Record<string, readonly Triple[]>> = {
  trichromats: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopes: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopes: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopes: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function linear(colour: string): Triple {
  const channel = (at: number) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

function times(matrix: readonly Triple[], [a, b, c]: Triple): Triple {
  const [x, y, z] = matrix.map((row) => row[0] * a + row[1] * b + row[2] * c);
  return [x!, y!, z!];
}

/** Ottosson's OKLab, in which equal distances look about equally large. */
function okLab(rgb: Triple): Triple {
  const clipped = rgb.map((value) => Math.max(0, value)) as unknown as Triple;
  const [l, m, s] = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    clipped,
  ).map(Math.cbrt) as unknown as Triple;
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    [l, m, s],
  );
}

function contrast(one: string, other: string): number {
  const luminance = (colour: string) => {
    const [r, g, b] = linear(colour);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return high! / low!;
}

describe.each(Object.entries(themes))('the colours on %s ground', (_, theme) => {
  const colours = Object.keys(theme)
    .filter((name) => name.startsWith('--series'))
    .map((name) => theme[name]!);

  test.each(Object.entries(sights))('are told apart by %s', (_, sight) => {
    const seen = colours.map((colour) => okLab(times(sight, linear(colour))));
    const distances = seen.flatMap((one, index) =>
      seen.slice(index + 1).map((other) => Math.hypot(...one.map((value, axis) => value - other[axis]!))),
    );
    expect(Math.min(...distances)).toBeGreaterThan(0.14);
  });

  test('stand out from the ground', () => {
    for (const colour of colours) expect(contrast(colour, theme['--ground']!)).toBeGreaterThan(2.5);
    expect(contrast(theme['--ink']!, theme['--ground']!)).toBeGreaterThan(7);
  });
});

describe('a palette', () => {
  test('tells 28 optimizers apart by colour and dash', () => {
    const names = Array.from({ length: 28 }, (_, index) => `OPTIMIZER_${index}`);
    const palette = paletteOf(names);
    expect(new Set(names.map((name) => JSON.stringify(palette.style(name)))).size).toBe(28);
  });

  test('shares optimizers out evenly over panels in which all differ in colour', () => {
    for (let count = 1; count <= 28; count++) {
      const names = Array.from({ length: count }, (_, index) => `OPTIMIZER_${index}`);
      const palette = paletteOf(names);
      const panels = [...groupBy(names, (name) => `${palette.group(name)}`).values()];
      const sizes = panels.map(({ length }) => length);
      expect(panels).toHaveLength(Math.ceil(count / 7));
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      for (const panel of panels) {
        expect(new Set(panel.map((name) => palette.style(name).colour)).size).toBe(panel.length);
      }
    }
  });
});

test('an optimizer has one style in all experiments of a file, and its colour to itself in each as far as can be', () => {
  const experiments = [
    ['ADAM', 'SGD'],
    ['MILO', 'ADAM'],
    ['A', 'B', 'C', 'D', 'E', 'SGD'],
    ['E', 'F', 'ADAM'],
  ];
  const places = stylePlaces(experiments);
  const styles = new Map(
    [...new Set(experiments.flat())].map((name) => [name, paletteOf([name], places).style(name)]),
  );
  expect(new Set([...styles.values()].map((style) => JSON.stringify(style))).size).toBe(styles.size);
  for (const optimizers of experiments) {
    const palette = paletteOf(optimizers, places);
    for (const optimizer of optimizers) expect(palette.style(optimizer)).toEqual(styles.get(optimizer));
  }
  for (const optimizers of experiments.slice(0, 3)) {
    const colours = optimizers.map((optimizer) => styles.get(optimizer)!.colour);
    expect(new Set(colours).size).toBe(colours.length);
  }
});

test('optimizers of one colour are drawn in different panels', () => {
  const places = new Map([
    ['ADAM', 0],
    ['SGD', 7],
    ['MILO', 1],
  ]);
  const { group } = paletteOf(['ADAM', 'SGD', 'MILO'], places);
  expect(['ADAM', 'SGD', 'MILO'].map(group)).toEqual([0, 1, 1]);
});
