import { drawingSize, place } from './drawing.ts';

const margin = 6;

/** Squares of a grid, in the middle of the drawing and as large as it allows. */
export interface Squares {
  readonly side: number;
  /** A square in a colour; faint where `strength`, 0 to 1, is small, and none where it is no positive number. */
  fill(row: number, column: number, colour: string, strength?: number, inset?: number): string;
  /** The middle of a square. */
  middle(row: number, column: number): [x: number, y: number];
}

export function squares(rows: number, columns: number): Squares {
  const { width, height } = drawingSize;
  const side = Math.min((width - 2 * margin) / columns, (height - 2 * margin) / rows);
  const [left, top] = [(width - side * columns) / 2, (height - side * rows) / 2];
  return {
    side,
    fill(row, column, colour, strength = 1, inset = 0.5) {
      if (!(strength > 0)) return '';
      const opacity = strength < 1 ? ` fill-opacity="${Math.round(strength * 100) / 100}"` : '';
      const [x, y] = [left + column * side + inset, top + row * side + inset].map(place);
      const size = place(side - 2 * inset);
      return `<rect x="${x}" y="${y}" width="${size}" height="${size}" fill="${colour}"${opacity}/>`;
    },
    middle: (row, column) => [left + (column + 0.5) * side, top + (row + 0.5) * side],
  };
}
