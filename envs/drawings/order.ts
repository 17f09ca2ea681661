import { type Drawing, disc, drawingSize, place } from './drawing.ts';

/** Weights below this are not drawn: samples leave some between any two nodes. */
const faint = 0.1;
const colours = [0, 3, 4, 5, 6].map((index) => `var(--series-${index})`);

/**
 * Nodes from left to right in their order, each a disc of its own colour, and an arc for every weight, as thick as it is large:
 * above the line for positive ones, below it for negative ones. Observed are d · d numbers that say which node has which place, and
 * as many weights.
 */
export const orderDrawing: Drawing = {
  names: [],
  draw({ observations: [seen] }) {
    const numbers = Array.from(seen!);
    const d = Math.round(Math.sqrt(numbers.length / 2));
    const { width, height } = drawingSize;
    const step = width / d;
    const middle = height / 2;
    const xs = Array.from({ length: d }, (_, node) => {
      const places = numbers.slice(node * d, (node + 1) * d);
      return (Math.max(0, places.indexOf(Math.max(...places))) + 0.5) * step;
    });
    const arcs = xs.flatMap((from, node) =>
      xs.map((to, other) => {
        const weight = numbers[d * d + node * d + other]!;
        if (!(Math.abs(weight) >= faint)) return '';
        const [high, colour] = weight > 0 ? [-1, 'var(--series-1)'] : [1, 'var(--series-2)'];
        const bend = middle + high * (10 + (Math.abs(to - from) / width) * 2 * (middle - 15));
        const thick = place(Math.min(6, 2.5 * Math.abs(weight)));
        const way = `M${place(from)} ${place(middle)}Q${place((from + to) / 2)} ${place(bend)} ${place(to)} ${place(middle)}`;
        return `<path d="${way}" fill="none" stroke="${colour}" stroke-width="${thick}"/>`;
      }),
    );
    const nodes = xs.map((x, node) => {
      const at = [x, middle];
      const radius = Math.min(14, step * 0.3);
      const own = disc(at, radius, colours[node % colours.length]!);
      return node < colours.length ? own : own + disc(at, radius * 0.45, 'var(--ink)');
    });
    return arcs.join('') + nodes.join('');
  },
};
