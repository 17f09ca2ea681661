import { minatarEnv, moves, side } from './game.ts';

/** Places of the game's numbers; three maps of 10 × 10 follow, row after row. */
const [position, direction, interval, moveTimer, alienShot, shotTimer] = [0, 1, 2, 3, 4, 5];
const square = side * side;
const aliensAt = 6;
const friendlyAt = aliensAt + square;
const hostileAt = friendlyAt + square;
const [shotCoolDown, firstInterval, alienShotInterval] = [5, 12, 10];
const last = side - 1;

const aliensOf = (game: Float64Array) => game.subarray(aliensAt, aliensAt + square);

function wave(aliens: Float64Array): void {
  for (let row = 0; row < 4; row++) aliens.fill(1, row * side + 2, row * side + 8);
}

const counted = (map: Float64Array): number => map.reduce((sum, value) => sum + value, 0);

/** All values a row down, the last row to the first. */
function rollDown(map: Float64Array): void {
  const bottom = map.slice(square - side);
  map.copyWithin(side, 0, square - side);
  map.set(bottom);
}

/** All values a column to the left or right, around the edges. */
function rollAside(map: Float64Array, columns: number): void {
  const before = map.slice();
  for (let place = 0; place < square; place++) {
    const column = ((place % side) + columns + side) % side;
    map[place - (place % side) + column] = before[place]!;
  }
}

const columnHas = (map: Float64Array, column: number): boolean => {
  for (let row = 0; row < side; row++) if (map[row * side + column] === 1) return true;
  return false;
};

/** The lowest alien of the column that is nearest to the cannon; of two as near the left one. */
function nearest(aliens: Float64Array, to: number): number {
  for (let distance = 0; distance < side; distance++) {
    for (const column of [to - distance, to + distance]) {
      if (column < 0 || column > last) continue;
      for (let row = last; row >= 0; row--) if (aliens[row * side + column] === 1) return row * side + column;
    }
  }
  return -1;
}

/** Shoot aliens, +1 each, that come down and shoot back. */
export const minatarSpaceInvaders = minatarEnv({
  name: 'minatar-space-invaders',
  alias: 'MinAtar/SpaceInvaders-v0',
  summary: 'shoot aliens that come down and shoot back, 10×10 planes',
  channels: ['cannon', 'alien', 'alien_left', 'alien_right', 'friendly_bullet', 'enemy_bullet'],
  stateLength: hostileAt + square,
  ramps: true,

  reset(game) {
    game[position] = 5;
    game[direction] = -1;
    game[interval] = firstInterval;
    game[moveTimer] = firstInterval;
    game[alienShot] = alienShotInterval;
    wave(aliensOf(game));
  },

  act(game, action, _stream, ramping, step) {
    const aliens = aliensOf(game);
    const friendly = game.subarray(friendlyAt, friendlyAt + square);
    const hostile = game.subarray(hostileAt, hostileAt + square);
    if (action === moves.fire && game[shotTimer] === 0) {
      friendly[last * side + game[position]!] = 1;
      game[shotTimer] = shotCoolDown;
    } else if (action === moves.left) game[position] = Math.max(0, game[position]! - 1);
    else if (action === moves.right) game[position] = Math.min(last, game[position]! + 1);
    const cannon = last * side + game[position]!;

    friendly.copyWithin(0, side);
    friendly.fill(0, square - side);
    hostile.copyWithin(side, 0, square - side);
    hostile.fill(0, 0, side);
    if (hostile[cannon] === 1 || aliens[cannon] === 1) step.over = true;

    if (game[moveTimer] === 0) {
      game[moveTimer] = Math.min(counted(aliens), game[interval]!);
      const leftwards = game[direction]! < 0;
      if (columnHas(aliens, leftwards ? 0 : last)) {
        game[direction] = -game[direction]!;
        if (aliens.includes(1, square - side)) step.over = true;
        rollDown(aliens);
      } else rollAside(aliens, game[direction]!);
      if (aliens[cannon] === 1) step.over = true;
    }
    if (game[alienShot] === 0) {
      game[alienShot] = alienShotInterval;
      const shooter = nearest(aliens, game[position]!);
      if (shooter >= 0) hostile[shooter] = 1;
    }
    for (let place = 0; place < square; place++) {
      if (aliens[place] !== 1 || friendly[place] !== 1) continue;
      step.reward++;
      aliens[place] = 0;
      friendly[place] = 0;
    }

    if (game[shotTimer]! > 0) game[shotTimer]!--;
    game[moveTimer]!--;
    game[alienShot]!--;
    if (aliens.includes(1)) return;
    if (game[interval]! > 6 && ramping) game[interval]!--;
    wave(aliens);
  },

  show(game, set) {
    set(last, game[position]!, 0);
    const heading = game[direction]! < 0 ? 2 : 3;
    for (let place = 0; place < square; place++) {
      const [row, column] = [Math.floor(place / side), place % side];
      if (game[aliensAt + place] === 1) {
        set(row, column, 1);
        set(row, column, heading);
      }
      if (game[friendlyAt + place] === 1) set(row, column, 4);
      if (game[hostileAt + place] === 1) set(row, column, 5);
    }
  },
});
