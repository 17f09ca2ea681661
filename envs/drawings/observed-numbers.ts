import { type Drawing, drawingSize, line, place } from './drawing.ts';

/** Numbers that are drawn; of more the first ones. */
const most = 12;

/**
 * What an environment without a drawing of its own looks like: a bar for each number that the first agent observes, from -1
 * to 1 after a squashing that shows signs and orders of size.
 */
export const observedNumbers: Drawing = {
  names: [],
  draw({ observations: [seen] }) {
    const values = Array.from(seen!).slice(0, most);
    const height = (drawingSize.height - 20) / values.length;
    const middle = drawingSize.width / 2;
    const bars = values.map((value, index) => {
      const reach = (Number.isFinite(value) ? value / (1 + Math.abs(value)) : 0) * (middle - 20);
      const [x, y] = [Math.min(middle, middle + reach), 10 + index * height];
      return `<rect x="${place(x)}" y="${place(y + 1)}" width="${place(Math.abs(reach))}" height="${place(Math.max(1, height - 2))}" fill="var(--series-0)"/>`;
    });
    return line([middle, 10], [middle, drawingSize.height - 10], 'var(--ink)', 1) + bars.join('');
  },
};
