import { type Drawing, disc } from './drawing.ts';
import { squares } from './squares.ts';

/**
 * A walk over tiles, of which one number each is observed: a disc lies where one is above zero.
 *
 * @param tiles rows of letters. @param colours of each letter.
 */
export function gridDrawing(tiles: readonly string[], colours: Readonly<Record<string, string>>): Drawing {
  const columns = tiles[0]!.length;
  const { fill, middle, side } = squares(tiles.length, columns);
  const ground = tiles
    .map((row, r) => [...row].map((tile, c) => fill(r, c, colours[tile]!, 0.55)).join(''))
    .join('');
  return {
    names: [],
    draw({ observations: [seen] }) {
      const walkers = Array.from(seen!).map((value, index) => {
        if (!(value > 0)) return '';
        const at = middle(Math.floor(index / columns), index % columns);
        return disc(at, side * 0.36 * Math.min(1, value), 'var(--series-0)');
      });
      return ground + walkers.join('');
    },
  };
}
