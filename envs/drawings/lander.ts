import { type Drawing, drawingSize, line, place } from './drawing.ts';

/** 16 m of height in the height of the drawing. */
const scale = (drawingSize.height - 20) / 16;
const ground = drawingSize.height - 12;
const middle = drawingSize.width / 2;

/** The lander over the ground, with the pad in another colour. */
export const landerDrawing: Drawing = {
  names: ['x', 'height', 'x speed', 'speed up', 'angle', 'angle speed'],
  draw({ observations: [seen] }) {
    const [x, y] = [middle + seen![0]! * 10 * scale, ground - seen![1]! * 10 * scale];
    const turn = place((-seen![4]! * 180) / Math.PI);
    const foot = (side: number) =>
      line([side * 0.5 * scale, 0], [side * scale, 0.8 * scale], 'var(--ink)', 2);
    return (
      line([0, ground], [drawingSize.width, ground], 'var(--ink)', 1.5) +
      line([middle - 2 * scale, ground], [middle + 2 * scale, ground], 'var(--series-1)', 4) +
      `<g transform="translate(${place(x)} ${place(y)}) rotate(${turn})">` +
      `<rect x="${place(-0.7 * scale)}" y="${place(-0.6 * scale)}" width="${place(1.4 * scale)}" height="${place(1.1 * scale)}" rx="3" fill="var(--series-0)"/>` +
      foot(-1) +
      foot(1) +
      '</g>'
    );
  },
};
