/** A place in space: x and y from −1 to 1 across, the height from 0 to 1. */
export type Place = readonly [x: number, y: number, height: number];

/** Where a place is seen: to the right, downwards, and how far away. */
export type Seen = readonly [right: number, down: number, depth: number];

/**
 * An orthographic view. The page of loss maps gives its script this very function as text, so it uses nothing but itself.
 *
 * @param turn radians round the upright axis. @param tilt radians from above the horizon: π/2 is the map.
 * @param tallness how tall a height of 1 stands beside half of the width: 2 makes a cube.
 */
export function projection(turn: number, tilt: number, tallness: number): (place: Place) => Seen {
  const [cosTurn, sinTurn] = [Math.cos(turn), Math.sin(turn)];
  const [cosTilt, sinTilt] = [Math.cos(tilt), Math.sin(tilt)];
  return ([x, y, height]) => {
    const right = x * cosTurn - y * sinTurn;
    const back = x * sinTurn + y * cosTurn;
    const up = (height - 0.5) * tallness;
    return [right, -(back * sinTilt + up * cosTilt), back * cosTilt - up * sinTilt];
  };
}
