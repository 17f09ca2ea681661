import { minatarEnv, moves, side } from './game.ts';

/** Places of the game's numbers; the map of bricks follows, row after row. */
const [ballX, ballY, direction, paddle, strike, lastX, lastY, bricks] = [0, 1, 2, 3, 4, 5, 6, 7];
const last = side - 1;

/** Where the ball goes: up left, up right, down right, down left. */
const ways = [
  [-1, -1],
  [1, -1],
  [1, 1],
  [-1, 1],
] as const;
const offSides = [1, 0, 3, 2];
const offFloor = [3, 2, 1, 0];
const offCorner = [2, 3, 0, 1];

const wall = (game: Float64Array) => game.fill(1, bricks + side, bricks + 4 * side);

/** Bounce a ball off a paddle to break three rows of bricks, +1 each. */
export const minatarBreakout = minatarEnv({
  name: 'minatar-breakout',
  alias: 'MinAtar/Breakout-v0',
  summary: 'break bricks with a ball that a paddle must not miss, 10×10 planes',
  channels: ['paddle', 'ball', 'trail', 'brick'],
  stateLength: bricks + side * side,
  ramps: false,

  reset(game, stream) {
    const right = stream.integer(2) === 1;
    game[ballX] = right ? last : 0;
    game[ballY] = 3;
    game[direction] = right ? 3 : 2;
    game[paddle] = 4;
    game[lastX] = game[ballX]!;
    game[lastY] = game[ballY]!;
    wall(game);
  },

  act(game, action, _stream, _ramping, step) {
    if (action === moves.left) game[paddle] = Math.max(0, game[paddle]! - 1);
    else if (action === moves.right) game[paddle] = Math.min(last, game[paddle]! + 1);

    const [oldX, oldY] = [game[ballX]!, game[ballY]!];
    game[lastX] = oldX;
    game[lastY] = oldY;
    let x = oldX + ways[game[direction]!]![0];
    let y = oldY + ways[game[direction]!]![1];
    const turn = (table: readonly number[]) => {
      game[direction] = table[game[direction]!]!;
    };
    if (x < 0 || x > last) {
      x = x < 0 ? 0 : last;
      turn(offSides);
    }
    let striking = false;
    if (y < 0) {
      y = 0;
      turn(offFloor);
    } else if (game[bricks + y * side + x] === 1) {
      striking = true;
      if (game[strike] === 0) {
        step.reward = 1;
        game[strike] = 1;
        game[bricks + y * side + x] = 0;
        y = oldY;
        turn(offFloor);
      }
    } else if (y === last) {
      if (!game.subarray(bricks).includes(1)) wall(game);
      if (oldX === game[paddle]) {
        turn(offFloor);
        y = oldY;
      } else if (x === game[paddle]) {
        turn(offCorner);
        y = oldY;
      } else step.over = true;
    }
    if (!striking) game[strike] = 0;
    game[ballX] = x;
    game[ballY] = y;
  },

  show(game, set) {
    set(last, game[paddle]!, 0);
    set(game[ballY]!, game[ballX]!, 1);
    set(game[lastY]!, game[lastX]!, 2);
    for (let place = 0; place < side * side; place++) {
      if (game[bricks + place] === 1) set(Math.floor(place / side), place % side, 3);
    }
  },
});
