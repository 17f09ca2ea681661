import { type Drawing, disc, drawingSize, line, place } from './drawing.ts';

/** From one end of the rail that a cart may use to the other, with a margin, in the width of the drawing. */
const scale = drawingSize.width / 5.4;
const rail = 160;

/** @param length half of the pole's, m. */
export function cartpoleDrawing({ length }: { readonly length: number }): Drawing {
  return {
    names: ['x', 'x speed', 'angle', 'angle speed'],
    draw({ observations: [seen] }) {
      const x = drawingSize.width / 2 + seen![0]! * scale;
      const pole = 2 * length * scale * 1.6;
      const foot = [x, rail - 18];
      const tip = [x + pole * Math.sin(seen![2]!), rail - 18 - pole * Math.cos(seen![2]!)];
      return (
        line(
          [drawingSize.width / 2 - 2.4 * scale, rail],
          [drawingSize.width / 2 + 2.4 * scale, rail],
          'var(--ink)',
          1.5,
        ) +
        `<rect x="${place(x - 20)}" y="${rail - 18}" width="40" height="18" rx="3" fill="var(--series-0)"/>` +
        line(foot, tip, 'var(--series-1)', 6) +
        disc(foot, 3, 'var(--ink)')
      );
    },
  };
}

const pole = cartpoleDrawing({ length: 0.5 });

/** The same of the swing-up, which observes sine and cosine; the ends of its rail are those of the drawing. */
export const swingupDrawing: Drawing = {
  names: ['x', 'x speed', 'sin', 'cos', 'angle speed', 'time', 'in the middle', 'still'],
  draw({ observations: [seen] }) {
    return pole.draw({ observations: [[seen![0]! * 2.4, 0, Math.atan2(seen![2]!, seen![3]!), 0]] });
  },
};
