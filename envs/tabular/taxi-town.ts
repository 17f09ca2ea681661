/** Where everybody is in the town of `taxi`. */
export interface Town {
  row: number;
  column: number;
  /** The place where the passenger waits, or {@link aboard}. */
  passenger: number;
  destination: number;
}

/** The passenger sits in the taxi. */
export const aboard = 4;

/** Row and column of the places where passengers wait and want to go: red, green, yellow, blue. */
export const placesInTown = [
  [0, 0],
  [0, 4],
  [4, 0],
  [4, 3],
] as const;

/** Gymnasium's map: between two squares of a row a colon is open and a bar is a wall. */
const map = ['R: | : :G', ' : | : : ', ' : : : : ', ' | : | : ', 'Y| : |B: '];

/** `[row][column]`: whether a wall, or the border, stands east of the square. */
export const wallsEast: readonly (readonly boolean[])[] = map.map((row) =>
  [0, 1, 2, 3, 4].map((column) => row[2 * column + 1] !== ':'),
);

/** One number from 0 to 499, as Gymnasium encodes it. */
export function stateOf({ row, column, passenger, destination }: Town): number {
  return ((row * 5 + column) * 5 + passenger) * 4 + destination;
}

/** What {@link stateOf} has encoded. */
export function townOf(state: number): Town {
  const destination = state % 4;
  const passenger = Math.floor(state / 4) % 5;
  const square = Math.floor(state / 20);
  return { row: Math.floor(square / 5), column: square % 5, passenger, destination };
}
