import { type Drawing, disc, drawingSize, line } from './drawing.ts';

/** The cube [-1, 1]³ from a little above: depth goes up and to the right. */
function seenFrom([x, y, z]: readonly number[]): [number, number] {
  return [drawingSize.width / 2 - 14 + x! * 68 + y! * 28, drawingSize.height / 2 + 12 - z! * 62 - y! * 24];
}

const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((corner) =>
  [corner & 1, corner & 2, corner & 4].map((bit) => (bit === 0 ? -1 : 1)),
);

/** The twelve edges, the same in every moment. */
const cube = corners
  .flatMap((from, index) =>
    [1, 2, 4]
      .filter((bit) => (index & bit) === 0)
      .map((bit) => line(seenFrom(from), seenFrom(corners[index | bit]!), 'var(--ink)', 0.6)),
  )
  .join('');

const axes = ['x', 'y', 'z'];

/** One agent, or a team: where each is, and the goal that it flies to as a ring in its colour. The drops show depth. */
export const pointNavDrawing: Drawing = {
  names: [...axes, ...axes.map((axis) => `goal ${axis}`)],
  draw({ observations }) {
    const agents = observations.map((seen, agent) => {
      const [position, goal] = [Array.from(seen).slice(0, 3), Array.from(seen).slice(3, 6)];
      const colour = `var(--series-${agent % 7})`;
      const floor = (point: readonly number[]): [number, number] => seenFrom([point[0]!, point[1]!, -1]);
      return (
        line(seenFrom(goal), floor(goal), colour, 0.6) +
        line(seenFrom(position), floor(position), colour, 0.6) +
        disc(seenFrom(goal), 8, colour, true) +
        disc(seenFrom(position), 5, colour)
      );
    });
    return cube + agents.join('');
  },
};
