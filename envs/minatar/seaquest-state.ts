/** Numbers of the submarine and of the clocks, in the order in which they are kept. */
const single = [
  'oxygen',
  'divers',
  'x',
  'y',
  'facesRight',
  'surfaced',
  'shotTimer',
  'enemySpeed',
  'enemyTimer',
  'diverTimer',
  'moveSpeed',
  'rampIndex',
] as const;

/**
 * Lists of what moves, with the numbers of an element and the most elements that are kept. All begin with column, row and
 * whether it goes right; then follow the steps until it moves, and of submarines those until it shoots.
 *
 * No list can become full: a shot is possible every 5 steps and gone after 10; at the fastest an enemy comes every step and
 * is gone after 30, and shoots every 11 steps; a diver comes every 30 steps and is gone after 60.
 */
const lists = {
  friendlyBullets: { numbers: 3, most: 8 },
  hostileBullets: { numbers: 3, most: 128 },
  fish: { numbers: 4, most: 64 },
  subs: { numbers: 5, most: 64 },
  swimmers: { numbers: 4, most: 8 },
} as const;

type Single = (typeof single)[number];
type List = keyof typeof lists;
const names = Object.keys(lists) as List[];

/** The state of a game as its rules see it. */
export type Seaquest = Record<Single, number> & Record<List, number[][]>;

export const seaquestLength =
  single.length + names.reduce((sum, name) => sum + 1 + lists[name].numbers * lists[name].most, 0);

export function readSeaquest(game: Float64Array): Seaquest {
  const read: Partial<Seaquest> = {};
  for (const [place, name] of single.entries()) read[name] = game[place]!;
  let at = single.length;
  for (const name of names) {
    const { numbers, most } = lists[name];
    read[name] = Array.from({ length: game[at]! }, (_, element) => {
      const start = at + 1 + element * numbers;
      return Array.from(game.subarray(start, start + numbers));
    });
    at += 1 + numbers * most;
  }
  return read as Seaquest;
}

export function writeSeaquest(state: Seaquest, game: Float64Array): void {
  for (const [place, name] of single.entries()) game[place] = state[name];
  let at = single.length;
  for (const name of names) {
    const { numbers, most } = lists[name];
    const kept = state[name].slice(0, most);
    // What is gone leaves zeros, so that equal games have equal numbers.
    game.fill(0, at, at + 1 + numbers * most);
    game[at] = kept.length;
    for (const [element, values] of kept.entries()) game.set(values, at + 1 + element * numbers);
    at += 1 + numbers * most;
  }
}
