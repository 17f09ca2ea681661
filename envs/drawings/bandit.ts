import { type Drawing, disc, drawingSize, place } from './drawing.ts';

const margin = 20;
const floor = drawingSize.height - margin;

/**
 * A column for each arm, as high as its reward among them all, the best one in a colour of its own, and a disc for the 1 that is
 * all that is seen.
 *
 * @param order of the arms, by reward: 0 for the worst.
 */
export function banditDrawing(order: ArrayLike<number>): Drawing {
  const arms = order.length;
  const width = (drawingSize.width - 2 * margin) / arms;
  const columns = Array.from(order, (rank, arm) => {
    const height = 3 + (rank / (arms - 1)) * (floor - 60);
    const colour = rank === arms - 1 ? 'var(--series-1)' : 'var(--series-0)';
    return `<rect x="${place(margin + arm * width + width * 0.1)}" y="${place(floor - height)}" width="${place(width * 0.8)}" height="${place(height)}" fill="${colour}"/>`;
  }).join('');
  return {
    names: ['always 1'],
    draw: ({ observations: [seen] }) =>
      columns + disc([drawingSize.width / 2, 26], 10 * seen![0]!, 'var(--ink)'),
  };
}
