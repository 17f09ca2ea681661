import { type Drawing, disc, drawingSize, line } from './drawing.ts';

const [left, right, rail] = [30, drawingSize.width - 30, 150];
const lamps = { 1: 'var(--series-2)', [-1]: 'var(--series-1)' };
const places = { 1: [200, 70], [-1]: [100, 70] };

/** Two lamps, of which the one is lit that is to be remembered, and how much of the time until the question is left. */
export const memoryLengthDrawing: Drawing = {
  names: ['time left', 'which bit', 'bit'],
  draw({ observations: [seen] }) {
    const [timeLeft, , bit] = Array.from(seen!) as [number, number, number];
    const lamp = (side: 1 | -1): string =>
      disc(places[side], 26, lamps[side], true) +
      (bit * side > 0 ? disc(places[side], 22 * Math.min(1, bit * side), lamps[side]) : '');
    const now = right - timeLeft * (right - left);
    return (
      lamp(-1) +
      lamp(1) +
      line([left, rail], [right, rail], 'var(--ink)', 1.5) +
      line([right, rail - 12], [right, rail + 12], 'var(--ink)', 3) +
      disc([now, rail], 8, 'var(--series-0)')
    );
  },
};
