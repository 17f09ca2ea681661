import type { RandomStream } from '../../src/random.ts';
import { type GameStep, minatarEnv, moves, side } from './game.ts';
import { backwards, removeEqual } from './python-list.ts';
import { readSeaquest, type Seaquest, seaquestLength, writeSeaquest } from './seaquest-state.ts';

const [maxOxygen, fullCrew, last] = [200, 6, side - 1];
const [firstEnemySpeed, diverSpeed, firstMoveSpeed, shotCoolDown] = [20, 30, 5, 5];
const [shotInterval, diverMoveInterval] = [10, 5];

/** Whether two things are in the same place. */
const meet = (one: readonly number[], other: readonly number[]): boolean =>
  one[0] === other[0] && one[1] === other[1];
const isOutside = ([x]: readonly number[]): boolean => x! < 0 || x! > last;
const advance = (mover: number[]): void => {
  mover[0]! += mover[2] === 1 ? 1 : -1;
};

/** In a random row with a random direction; against others of its row it does not come at all. */
function spawnEnemy(game: Seaquest, stream: RandomStream): void {
  const right = stream.uniform() < 1 / 2 ? 1 : 0;
  const isSub = stream.uniform() < 1 / 3;
  const row = 1 + stream.integer(8);
  if ([...game.subs, ...game.fish].some((each) => each[1] === row && each[2] !== right)) return;
  const begun = [right === 1 ? 0 : last, row, right, game.moveSpeed];
  if (isSub) game.subs.push([...begun, shotInterval]);
  else game.fish.push(begun);
}

function spawnDiver(game: Seaquest, stream: RandomStream): void {
  const right = stream.uniform() < 1 / 2 ? 1 : 0;
  const row = 1 + stream.integer(8);
  game.swimmers.push([right === 1 ? 0 : last, row, right, diverMoveInterval]);
}

function steer(game: Seaquest, action: number): void {
  if (action === moves.fire && game.shotTimer === 0) {
    game.friendlyBullets.push([game.x, game.y, game.facesRight]);
    game.shotTimer = shotCoolDown;
  } else if (action === moves.left) {
    game.x = Math.max(0, game.x - 1);
    game.facesRight = 0;
  } else if (action === moves.right) {
    game.x = Math.min(last, game.x + 1);
    game.facesRight = 1;
  } else if (action === moves.up) game.y = Math.max(0, game.y - 1);
  else if (action === moves.down) game.y = Math.min(last - 1, game.y + 1);
}

function moveFriendlyBullets(game: Seaquest, step: GameStep): void {
  const { friendlyBullets } = game;
  for (const bullet of backwards(friendlyBullets)) {
    advance(bullet);
    if (isOutside(bullet)) {
      removeEqual(friendlyBullets, bullet);
      continue;
    }
    for (const enemies of [game.fish, game.subs]) {
      const hit = enemies.find((each) => meet(each, bullet));
      if (hit === undefined) continue;
      removeEqual(enemies, hit);
      removeEqual(friendlyBullets, bullet);
      step.reward++;
      break;
    }
  }
}

function moveSwimmers(game: Seaquest): void {
  const { swimmers } = game;
  const boards = (swimmer: readonly number[]) => meet(swimmer, [game.x, game.y]) && game.divers < fullCrew;
  const board = (swimmer: readonly number[]): void => {
    removeEqual(swimmers, swimmer);
    game.divers++;
  };
  for (const swimmer of backwards(swimmers)) {
    if (boards(swimmer)) board(swimmer);
    else if (swimmer[3] === 0) {
      swimmer[3] = diverMoveInterval;
      advance(swimmer);
      if (isOutside(swimmer)) removeEqual(swimmers, swimmer);
      else if (boards(swimmer)) board(swimmer);
    } else swimmer[3]!--;
  }
}

/** One step of a fish or a submarine: it rams the player, or runs into a bullet. */
function moveEnemy(game: Seaquest, enemies: number[][], enemy: number[], step: GameStep): void {
  const here = [game.x, game.y];
  if (meet(enemy, here)) step.over = true;
  if (enemy[3]! > 0) {
    enemy[3]!--;
    return;
  }
  enemy[3] = game.moveSpeed;
  advance(enemy);
  if (isOutside(enemy)) removeEqual(enemies, enemy);
  else if (meet(enemy, here)) step.over = true;
  else {
    const bullet = game.friendlyBullets.find((each) => meet(each, enemy));
    if (bullet === undefined) return;
    removeEqual(enemies, enemy);
    removeEqual(game.friendlyBullets, bullet);
    step.reward++;
  }
}

function moveEnemies(game: Seaquest, step: GameStep): void {
  const here = [game.x, game.y];
  for (const sub of backwards(game.subs)) {
    moveEnemy(game, game.subs, sub, step);
    if (sub[4] === 0) {
      sub[4] = shotInterval;
      game.hostileBullets.push(sub.slice(0, 3));
    } else sub[4]!--;
  }
  for (const bullet of backwards(game.hostileBullets)) {
    if (meet(bullet, here)) step.over = true;
    advance(bullet);
    if (isOutside(bullet)) removeEqual(game.hostileBullets, bullet);
    else if (meet(bullet, here)) step.over = true;
  }
  for (const fish of backwards(game.fish)) moveEnemy(game, game.fish, fish, step);
}

/** With a full crew the remaining oxygen is rewarded; in any case a diver leaves, and the game becomes harder. */
function surface(game: Seaquest, ramping: boolean, step: GameStep): void {
  game.surfaced = 1;
  if (game.divers === fullCrew) {
    game.divers = 0;
    step.reward += Math.floor((game.oxygen * 10) / maxOxygen);
  }
  game.oxygen = maxOxygen;
  game.divers--;
  if (!ramping || (game.enemySpeed <= 1 && game.moveSpeed <= 2)) return;
  if (game.moveSpeed > 2 && game.rampIndex % 2 === 1) game.moveSpeed--;
  if (game.enemySpeed > 1) game.enemySpeed--;
  game.rampIndex++;
}

/** Shoot fish and submarines, +1 each, rescue divers, and come up for air. */
export const minatarSeaquest = minatarEnv({
  name: 'minatar-seaquest',
  alias: 'MinAtar/Seaquest-v0',
  summary: 'shoot what swims, rescue divers and come up for air, 10×10 planes',
  channels: [
    ...['sub_front', 'sub_back', 'friendly_bullet', 'trail', 'enemy_bullet', 'enemy_fish', 'enemy_sub'],
    ...['oxygen_gauge', 'diver_gauge', 'diver'],
  ],
  stateLength: seaquestLength,
  ramps: true,

  reset(numbers) {
    const game = readSeaquest(numbers);
    game.oxygen = maxOxygen;
    game.x = 5;
    game.surfaced = 1;
    game.enemySpeed = firstEnemySpeed;
    game.enemyTimer = firstEnemySpeed;
    game.diverTimer = diverSpeed;
    game.moveSpeed = firstMoveSpeed;
    writeSeaquest(game, numbers);
  },

  act(numbers, action, stream, ramping, step) {
    const game = readSeaquest(numbers);
    if (game.enemyTimer === 0) {
      spawnEnemy(game, stream);
      game.enemyTimer = game.enemySpeed;
    }
    if (game.diverTimer === 0) {
      spawnDiver(game, stream);
      game.diverTimer = diverSpeed;
    }
    steer(game, action);
    moveFriendlyBullets(game, step);
    moveSwimmers(game);
    moveEnemies(game, step);

    game.enemyTimer = Math.max(0, game.enemyTimer - 1);
    game.diverTimer = Math.max(0, game.diverTimer - 1);
    game.shotTimer = Math.max(0, game.shotTimer - 1);
    if (game.oxygen <= 0) step.over = true;
    if (game.y > 0) {
      game.oxygen--;
      game.surfaced = 0;
    } else if (game.surfaced === 0) {
      if (game.divers === 0) step.over = true;
      else surface(game, ramping, step);
    }
    writeSeaquest(game, numbers);
  },

  show(numbers, set) {
    const game = readSeaquest(numbers);
    set(game.y, game.x, 0);
    set(game.y, game.facesRight === 1 ? game.x - 1 : game.x + 1, 1);
    const air = Math.floor((Math.max(0, game.oxygen) * 10) / maxOxygen);
    for (let column = 0; column < air; column++) set(last, column, 7);
    for (let column = last - game.divers; column < last; column++) set(last, column, 8);
    for (const [x, y] of game.friendlyBullets) set(y!, x!, 2);
    for (const [x, y] of game.hostileBullets) set(y!, x!, 4);
    const withTrail = (movers: readonly number[][], channel: number): void => {
      for (const [x, y, right] of movers) {
        set(y!, x!, channel);
        const behind = right === 1 ? x! - 1 : x! + 1;
        if (behind >= 0 && behind <= last) set(y!, behind, 3);
      }
    };
    withTrail(game.fish, 5);
    withTrail(game.subs, 6);
    withTrail(game.swimmers, 9);
  },
});
