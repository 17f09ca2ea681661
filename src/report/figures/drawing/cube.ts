import { projection } from './projection.ts';

/** A place in the cube [-1, 1]³. */
export type Point = readonly [x: number, y: number, z: number];

/** A place on the picture, in units of half an edge from the middle of the cube. */
export interface Pictured {
  readonly right: number;
  readonly up: number;
}

/** Almost isometric, but turned a little, so that no corner of the cube hides another or what is in its middle. */
const view = projection(0.62, 0.5, 2);

export function onPicture(point: Point): Pictured {
  const [right, down] = seen(point);
  return { right, up: -down };
}

function seen([x, y, z]: Point) {
  return view([x, y, (z + 1) / 2]);
}

const sides = [-1, 1];
const corners = sides.flatMap((x) => sides.flatMap((y) => sides.map((z): Point => [x, y, z])));

/** The corner that the cube itself would hide, were it solid. */
const hidden = corners.reduce((one, other) => (seen(other)[2] > seen(one)[2] ? other : one));

/** The twelve edges; `behind` are the three that end at the hidden corner. */
export const edges = corners.flatMap((from) =>
  [0, 1, 2]
    .filter((axis) => from[axis] === -1)
    .map((axis) => {
      const to = corners.find((corner) =>
        corner.every((value, each) => value === (each === axis ? 1 : from[each])),
      )!;
      return { from: onPicture(from), to: onPicture(to), behind: from === hidden || to === hidden };
    }),
);

/** How far the names of the axes stand from the middle of the cube. */
const beyond = 1.14;

/** Beside the middles of three edges of the outline. */
export const axisNames = [
  { name: 'x', ...onPicture([0, -beyond, -beyond]) },
  { name: 'y', ...onPicture([-beyond, 0, -beyond]) },
  { name: 'z', ...onPicture([-beyond, beyond, 0]) },
];

/** What a picture of the cube with the names of its axes reaches to on all sides. */
export const reach = 1.7;
