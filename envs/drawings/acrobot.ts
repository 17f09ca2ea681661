import { type Drawing, disc, drawingSize, line } from './drawing.ts';

/** Both links stretched out upwards and downwards fit. */
const link = 45;
const pivot = [drawingSize.width / 2, drawingSize.height / 2];

/** The tip has to swing above the line. */
export const acrobotDrawing: Drawing = {
  names: ['cos 1', 'sin 1', 'cos 2', 'sin 2', 'speed 1', 'speed 2'],
  draw({ observations: [seen] }) {
    const [cos1, sin1, cos2, sin2] = Array.from(seen!) as [number, number, number, number];
    const elbow = [pivot[0]! + link * sin1, pivot[1]! + link * cos1];
    // The second angle is relative to the first link.
    const tip = [
      elbow[0]! + link * (sin1 * cos2 + cos1 * sin2),
      elbow[1]! + link * (cos1 * cos2 - sin1 * sin2),
    ];
    return (
      line([60, pivot[1]! - link], [drawingSize.width - 60, pivot[1]! - link], 'var(--series-2)', 1.5) +
      line(pivot, elbow, 'var(--series-0)', 9) +
      line(elbow, tip, 'var(--series-1)', 7) +
      disc(pivot, 4, 'var(--ink)') +
      disc(elbow, 4, 'var(--ink)')
    );
  },
};
