import { aboard, placesInTown, townOf, wallsEast } from '../tabular/taxi-town.ts';
import { type Drawing, disc, line } from './drawing.ts';
import { squares } from './squares.ts';

const { fill, middle, side } = squares(5, 5);
const colours = ['var(--series-3)', 'var(--series-2)', 'var(--series-1)', 'var(--series-4)'];

/** Squares, places and walls, the same in every moment. */
const town =
  wallsEast.map((row, r) => row.map((_, c) => fill(r, c, 'var(--series-5)', 0.25)).join('')).join('') +
  placesInTown.map(([r, c], index) => fill(r, c, colours[index]!, 0.6)).join('') +
  wallsEast
    .flatMap((row, r) =>
      row.map((wall, c) => {
        const [x, y] = middle(r, c);
        if (!wall || c === 4) return '';
        return line([x + side / 2, y - side / 2], [x + side / 2, y + side / 2], 'var(--ink)', 3);
      }),
    )
    .join('');

/** The taxi, the passenger in it or waiting as a disc of ink, and the destination as a ring. */
export const taxiDrawing: Drawing = {
  names: [],
  draw({ observations: [seen] }) {
    const moments = Array.from(seen!).map((value, state) => {
      if (!(value > 0)) return '';
      const { row, column, passenger, destination } = townOf(state);
      const [r, c] = passenger === aboard ? [row, column] : placesInTown[passenger]!;
      const [goalRow, goalColumn] = placesInTown[destination]!;
      return (
        disc(middle(goalRow, goalColumn), side * 0.42, 'var(--ink)', true) +
        fill(row, column, 'var(--series-0)', Math.min(1, value), side * 0.15) +
        disc(middle(r, c), side * 0.18, 'var(--ink)')
      );
    });
    return town + moments.join('');
  },
};
