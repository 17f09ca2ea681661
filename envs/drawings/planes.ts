import type { Drawing } from './drawing.ts';
import { squares } from './squares.ts';

const colours = [...Array.from({ length: 7 }, (_, index) => `var(--series-${index})`), 'var(--ink)'];

/** Planes of a picture over each other, a colour each: what is observed, row after row, the channels of a place together. */
export function planesDrawing(rows: number, columns: number, channels: number): Drawing {
  const { fill } = squares(rows, columns);
  const ground = Array.from({ length: rows * columns }, (_, index) =>
    fill(Math.floor(index / columns), index % columns, 'var(--ink)', 0.06),
  ).join('');
  return {
    names: [],
    draw({ observations: [seen] }) {
      const places = Array.from(seen!).map((value, index) => {
        const square = Math.floor(index / channels);
        const channel = index % channels;
        const colour = colours[channel % colours.length]!;
        return fill(Math.floor(square / columns), square % columns, colour, value, 0.5 + channel * 0.6);
      });
      return ground + places.join('');
    },
  };
}
