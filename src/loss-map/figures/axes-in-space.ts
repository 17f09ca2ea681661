import type { Place } from '../../report/figures/drawing/projection.ts';
import { alike } from '../../text/format-alike.ts';
import type { DrawnMap } from '../drawn-map.ts';

/** An axis along an edge of the surface's ground. */
export interface GroundAxis {
  readonly name: string;
  /** At the beginning, in the middle and at the end of the domain. */
  readonly ticks: readonly [string, string, string];
}

/** The two axes of the ground. */
export function groundAxes({ axes, grid: { domain } }: DrawnMap): readonly [GroundAxis, GroundAxis] {
  return [axisOf(axes[0], domain.x), axisOf(axes[1], domain.y)];
}

function axisOf(name: string, [from, to]: readonly [number, number]): GroundAxis {
  const rows = [[from], [(from + to) / 2], [to]] as const;
  const [first, middle, last] = rows.map(alike(rows));
  return { name, ticks: [first!, middle!, last!] };
}

/** How far beyond the ground numbers and names stand. */
const [numbersAt, namesAt] = [1.15, 1.36];

/** A text and where it stands. */
export interface PlacedText {
  readonly text: string;
  readonly at: Place;
}

/** What is written beside the two edges that meet in the corner (−1, −1), which is in front. */
export function axisTexts([x, y]: readonly [GroundAxis, GroundAxis]): PlacedText[] {
  const along = [-0.86, 0, 0.92];
  return [
    ...along.map((at, index): PlacedText => ({ text: x.ticks[index]!, at: [at, -numbersAt, 0] })),
    { text: x.name, at: [0, -namesAt, 0] },
    ...along.map((at, index): PlacedText => ({ text: y.ticks[index]!, at: [-numbersAt, at, 0] })),
    { text: y.name, at: [-namesAt, 0, 0] },
  ];
}
