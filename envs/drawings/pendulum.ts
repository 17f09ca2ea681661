import { type Drawing, disc, drawingSize, line } from './drawing.ts';

const pivot = [drawingSize.width / 2, drawingSize.height / 2];
const length = 80;

/** The rod points up where its angle is 0; angles grow against the clock. */
export const pendulumDrawing: Drawing = {
  names: ['cos', 'sin', 'speed'],
  draw({ observations: [seen] }) {
    const [cos, sin] = [seen![0]!, seen![1]!];
    return (
      disc(pivot, length + 6, 'var(--series-5)', true) +
      line(pivot, [pivot[0]! - length * sin, pivot[1]! - length * cos], 'var(--series-0)', 12) +
      disc(pivot, 5, 'var(--ink)')
    );
  },
};
