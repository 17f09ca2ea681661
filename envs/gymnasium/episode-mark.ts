const number = new Float64Array(1);
const halves = new Uint32Array(number.buffer);

/**
 * A number that stands for all actions of an episode so far, each of which changes it: two hashes (FNV-1a) of the bits of the
 * actions, 26 bits of each.
 *
 * @param before that of the actions before; 0 at the beginning.
 */
export function markAfter(before: number, action: ArrayLike<number>): number {
  let high = Math.floor(before / 2 ** 26) ^ 0x811c9dc5;
  let low = (before % 2 ** 26) ^ 0x9e3779b9;
  for (let at = 0; at < action.length; at++) {
    number[0] = action[at]!;
    for (const half of halves) {
      high = Math.imul(high ^ half, 0x01000193);
      high ^= high >>> 15;
      low = Math.imul(low ^ half, 0x85ebca6b);
      low ^= low >>> 13;
    }
  }
  return (high >>> 6) * 2 ** 26 + (low >>> 6);
}
