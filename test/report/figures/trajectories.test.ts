import { describe, expect, test } from 'vitest';
import { axisNames, edges, onPicture, reach } from '../../../src/report/figures/drawing/cube.ts';
import { paletteOf } from '../../../src/report/figures/index.ts';
import type { TrajectoryRow } from '../../../src/report/figures/queries/trajectories-query.ts';
import { trajectories } from '../../../src/report/figures/trajectories.ts';
import { trajectoriesInSpace } from '../../../src/report/figures/trajectories-in-space.ts';

const palette = paletteOf(['MILO', 'ADAMW']);

function way(optimizer: string, episode: number, env = 'point-nav'): TrajectoryRow[] {
  return [0, 1, 2].map((step) => ({
    env,
    agent: 'ppo',
    optimizer,
    seed: 1,
    player: 1,
    episode,
    step,
    x: step / 4,
    y: -step / 4,
    z: step / 2,
    goal_x: 0.5,
    goal_y: 0.5,
    goal_z: 1,
  }));
}

/** How often a drawing has something. */
function count(svg: string, pattern: RegExp): number {
  return [...svg.matchAll(pattern)].length;
}

describe.each([
  ['from above', trajectories],
  ['in space', trajectoriesInSpace],
] as const)('trajectories %s', (_, figure) => {
  test('are a panel an optimizer, a line an episode, with start and goal', () => {
    const rows = [...way('MILO', 0), ...way('MILO', 1), ...way('ADAMW', 0)];
    const { panels } = figure.draw(rows, palette)!;
    expect(panels.map(({ title }) => title)).toEqual(['MILO', 'ADAMW']);
    expect(count(panels[0]!.svg, /<title>seed 1, agent 1, episode \d/g)).toBe(2);
    expect(count(panels[0]!.svg, /<circle/g)).toBe(2);
    expect(panels[0]!.svg).toContain('stroke="var(--series-0)"');
    expect(panels[1]!.svg).toContain('stroke="var(--series-1)"');
  });

  test('name the task where there are several', () => {
    const { panels } = figure.draw([...way('MILO', 0), ...way('MILO', 0, 'other')], palette)!;
    expect(panels.map(({ title }) => title)).toEqual(['point-nav, ppo: MILO', 'other, ppo: MILO']);
  });

  test('are nothing of nothing', () => {
    expect(figure.draw([], palette)).toBeUndefined();
  });
});

describe('trajectories in space', () => {
  test('are left out in the plane', () => {
    const flat = way('MILO', 0).map((row) => ({ ...row, z: null, goal_z: null }));
    expect(trajectoriesInSpace.draw(flat, palette)).toBeUndefined();
    expect(trajectories.draw(flat, palette)).toBeDefined();
  });

  test('do without goals where there are none', () => {
    const aimless = way('MILO', 0).map((row) => ({ ...row, goal_x: null, goal_y: null, goal_z: null }));
    expect(trajectoriesInSpace.draw(aimless, palette)!.panels[0]!.svg).not.toMatch(/NaN|undefined/);
  });
});

describe('the cube', () => {
  test('has twelve edges, three of them behind, all in the picture', () => {
    expect(edges).toHaveLength(12);
    expect(edges.filter(({ behind }) => behind)).toHaveLength(3);
    const ends = [...edges.flatMap(({ from, to }) => [from, to]), ...axisNames];
    for (const { right, up } of ends) expect(Math.max(Math.abs(right), Math.abs(up))).toBeLessThan(reach);
  });

  test('shows its eight corners and its middle at nine places', () => {
    const places = edges.flatMap(({ from, to }) => [from, to]).concat(onPicture([0, 0, 0]));
    expect(new Set(places.map(({ right, up }) => `${right.toFixed(2)} ${up.toFixed(2)}`)).size).toBe(9);
  });

  test('stands upright', () => {
    expect(onPicture([0, 0, 1]).up).toBeGreaterThan(onPicture([0, 0, 0]).up);
    expect(onPicture([0, 0, 1]).right).toBeCloseTo(onPicture([0, 0, 0]).right, 12);
  });
});
