import { type Drawing, disc, drawingSize, line, place } from './drawing.ts';

const [left, right] = [-1.2, 0.6];
const scale = (drawingSize.width - 20) / (right - left);
const point = (x: number): [number, number] => [
  10 + (x - left) * scale,
  drawingSize.height - 30 - (Math.sin(3 * x) + 1) * 62,
];

/** The valley as a path, the same in every moment. */
const valley = Array.from({ length: 61 }, (_, index) => point(left + ((right - left) * index) / 60))
  .map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${place(x)} ${place(y)}`)
  .join('');

/** @param goal position from which the car has arrived. */
export function mountainCarDrawing(goal: number): Drawing {
  const [flagX, flagY] = point(goal);
  const flag =
    line([flagX, flagY], [flagX, flagY - 32], 'var(--ink)', 2) +
    `<path d="M${place(flagX)} ${place(flagY - 32)}l16 5l-16 6z" fill="var(--series-2)"/>`;
  return {
    names: ['position', 'speed'],
    draw({ observations: [seen] }) {
      const [x, y] = point(seen![0]!);
      const slope = Math.atan(-3 * Math.cos(3 * seen![0]!) * (62 / scale));
      const turn = place((slope * 180) / Math.PI);
      return (
        `<path d="${valley}" fill="none" stroke="var(--ink)" stroke-width="2"/>` +
        flag +
        `<g transform="translate(${place(x)} ${place(y)}) rotate(${turn})">` +
        '<rect x="-13" y="-15" width="26" height="10" rx="3" fill="var(--series-0)"/>' +
        disc([-8, -4], 4, 'var(--ink)') +
        disc([8, -4], 4, 'var(--ink)') +
        '</g>'
      );
    },
  };
}
