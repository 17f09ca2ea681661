import type { RandomStream } from '../../src/random.ts';
import { minatarEnv, moves, side } from './game.ts';

/** Places of the game's numbers; the cars follow. */
const [position, moveTimer, timeLeft, cars] = [0, 1, 2, 3];
/** A car a row, from the second to the last but one; numbers of each: column, steps until it moves, speed with a sign. */
const count = 8;
const numbers = 3;
const [column, timer, speed] = [0, 1, 2];
const [playerSpeed, timeLimit] = [3, 2500];
const chickenColumn = 4;
const last = side - 1;

/** Draws the speeds of all cars, 1 to 5 steps a move, then their directions. */
function hurry(game: Float64Array, stream: RandomStream): void {
  for (let car = 0; car < count; car++) game[cars + car * numbers + timer] = 1 + stream.integer(5);
  for (let car = 0; car < count; car++) {
    const at = cars + car * numbers;
    game[at + speed] = stream.uniform() < 0.5 ? -game[at + timer]! : game[at + timer]!;
  }
}

const wrapped = (x: number): number => (x < 0 ? last : x > last ? 0 : x);

/** Lead a chicken across eight lanes, +1 each time; a car throws it back. */
export const minatarFreeway = minatarEnv({
  name: 'minatar-freeway',
  alias: 'MinAtar/Freeway-v0',
  summary: 'cross eight lanes of traffic, 10×10 planes',
  channels: ['chicken', 'car', 'speed1', 'speed2', 'speed3', 'speed4', 'speed5'],
  stateLength: cars + count * numbers,
  ramps: false,

  reset(game, stream) {
    hurry(game, stream);
    game[position] = last;
    game[moveTimer] = playerSpeed;
    game[timeLeft] = timeLimit;
  },

  act(game, action, stream, _ramping, step) {
    if ((action === moves.up || action === moves.down) && game[moveTimer] === 0) {
      game[moveTimer] = playerSpeed;
      const moved = game[position]! + (action === moves.up ? -1 : 1);
      game[position] = Math.min(last, Math.max(0, moved));
    }
    if (game[position] === 0) {
      step.reward = 1;
      hurry(game, stream);
      game[position] = last;
    }
    for (let car = 0; car < count; car++) {
      const at = cars + car * numbers;
      const collide = (): void => {
        if (game[at + column] === chickenColumn && car + 1 === game[position]) game[position] = last;
      };
      collide();
      if (game[at + timer] === 0) {
        game[at + timer] = Math.abs(game[at + speed]!);
        game[at + column] = wrapped(game[at + column]! + Math.sign(game[at + speed]!));
        collide();
      } else game[at + timer]!--;
    }
    if (game[moveTimer]! > 0) game[moveTimer]!--;
    game[timeLeft]!--;
    step.over = game[timeLeft]! < 0;
  },

  show(game, set) {
    set(game[position]!, chickenColumn, 0);
    for (let car = 0; car < count; car++) {
      const at = cars + car * numbers;
      const [x, v] = [game[at + column]!, game[at + speed]!];
      set(car + 1, x, 1);
      set(car + 1, wrapped(x - Math.sign(v)), 1 + Math.abs(v));
    }
  },
});
