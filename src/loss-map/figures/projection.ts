/** A place in space: x and y from −1 to 1 over the domain, the height from 0 to 1. */
export type Place = readonly [x: number, y: number, height: number];

/** Where a place is seen: to the right, downwards, and how far away. */
export type Seen = readonly [right: number, down: number, depth: number];

/**
 * An orthographic view of the relief. The page's script is given this very function as text, so it uses nothing but itself.
 *
 * @param turn radians round the upright axis. @param tilt radians from above the horizon: π/2 is the map.
 */
export function projection(turn: number, tilt: number): (place: Place) => Seen {
  /** How tall the relief stands beside half of the domain's width. */
  const tallness = 0.9;
  const [cosTurn, sinTurn] = [Math.cos(turn), Math.sin(turn)];
  const [cosTilt, sinTilt] = [Math.cos(tilt), Math.sin(tilt)];
  return ([x, y, height]) => {
    const right = x * cosTurn - y * sinTurn;
    const back = x * sinTurn + y * cosTurn;
    const up = (height - 0.5) * tallness;
    return [right, -(back * sinTilt + up * cosTilt), back * cosTilt - up * sinTilt];
  };
}
