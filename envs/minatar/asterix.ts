import { minatarEnv, moves, side } from './game.ts';

/** Places of the game's numbers; the entities follow. */
const [playerX, playerY, spawnSpeed, spawnTimer, moveSpeed, moveTimer, rampTimer, rampIndex, entities] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8,
];
/** Rows with an entity, from the second to the last but one; numbers of each: is there, column, goes right, is gold. */
const slots = 8;
const numbers = 4;
const [there, column, right, gold] = [0, 1, 2, 3];
const [rampInterval, firstSpawnSpeed, firstMoveSpeed] = [100, 10, 5];

/** Collect gold, +1 each, and avoid enemies, who come in from both sides. */
export const minatarAsterix = minatarEnv({
  name: 'minatar-asterix',
  alias: 'MinAtar/Asterix-v0',
  summary: 'collect gold and avoid enemies, 10×10 planes',
  channels: ['player', 'enemy', 'trail', 'gold'],
  stateLength: entities + slots * numbers,
  ramps: true,

  reset(game) {
    game[playerX] = 5;
    game[playerY] = 5;
    game[spawnSpeed] = firstSpawnSpeed;
    game[spawnTimer] = firstSpawnSpeed;
    game[moveSpeed] = firstMoveSpeed;
    game[moveTimer] = firstMoveSpeed;
    game[rampTimer] = rampInterval;
  },

  act(game, action, stream, ramping, step) {
    if (game[spawnTimer] === 0) {
      const goesRight = stream.uniform() < 1 / 2;
      const isGold = stream.uniform() < 1 / 3;
      const free: number[] = [];
      for (let slot = 0; slot < slots; slot++)
        if (game[entities + slot * numbers + there] === 0) free.push(slot);
      if (free.length > 0) {
        const at = entities + free[stream.integer(free.length)]! * numbers;
        game.set([1, goesRight ? 0 : side - 1, goesRight ? 1 : 0, isGold ? 1 : 0], at);
      }
      game[spawnTimer] = game[spawnSpeed]!;
    }

    if (action === moves.left) game[playerX] = Math.max(0, game[playerX]! - 1);
    else if (action === moves.right) game[playerX] = Math.min(side - 1, game[playerX]! + 1);
    else if (action === moves.up) game[playerY] = Math.max(1, game[playerY]! - 1);
    else if (action === moves.down) game[playerY] = Math.min(side - 2, game[playerY]! + 1);

    const meet = (slot: number): void => {
      const at = entities + slot * numbers;
      if (game[at + there] === 0 || game[at + column] !== game[playerX] || slot + 1 !== game[playerY]) return;
      if (game[at + gold] === 1) {
        game[at + there] = 0;
        step.reward++;
      } else step.over = true;
    };
    for (let slot = 0; slot < slots; slot++) meet(slot);
    if (game[moveTimer] === 0) {
      game[moveTimer] = game[moveSpeed]!;
      for (let slot = 0; slot < slots; slot++) {
        const at = entities + slot * numbers;
        if (game[at + there] === 0) continue;
        game[at + column]! += game[at + right] === 1 ? 1 : -1;
        if (game[at + column]! < 0 || game[at + column]! >= side) game[at + there] = 0;
        meet(slot);
      }
    }

    game[spawnTimer]!--;
    game[moveTimer]!--;
    if (!ramping || (game[spawnSpeed]! <= 1 && game[moveSpeed]! <= 1)) return;
    if (game[rampTimer]! >= 0) {
      game[rampTimer]!--;
      return;
    }
    if (game[moveSpeed]! > 1 && game[rampIndex]! % 2 === 1) game[moveSpeed]!--;
    if (game[spawnSpeed]! > 1) game[spawnSpeed]!--;
    game[rampIndex]!++;
    game[rampTimer] = rampInterval;
  },

  show(game, set) {
    set(game[playerY]!, game[playerX]!, 0);
    for (let slot = 0; slot < slots; slot++) {
      const at = entities + slot * numbers;
      if (game[at + there] === 0) continue;
      const x = game[at + column]!;
      set(slot + 1, x, game[at + gold] === 1 ? 3 : 1);
      const behind = game[at + right] === 1 ? x - 1 : x + 1;
      if (behind >= 0 && behind < side) set(slot + 1, behind, 2);
    }
  },
});
