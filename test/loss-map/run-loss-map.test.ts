import { describe, expect, test } from 'vitest';
import { drawnFunction } from '../../src/loss-map/drawn-function.ts';
import { contourFigure } from '../../src/loss-map/figures/contours.ts';
import { surfaceFigure } from '../../src/loss-map/figures/surface.ts';
import { figureSvg } from '../../src/report/export/figure-svg.ts';
import { paletteOf } from '../../src/report/figures/index.ts';
import { newStore } from '../store/new-store.ts';
import { madeMaps } from './made-maps.ts';

describe('an experiment of loss maps', () => {
  test('is in the file: a row a member, a row a point', async () => {
    const store = newStore();
    const maps = await madeMaps(store);
    const all = <T>(sql: string) => store.db.prepare<[], T>(sql).all();

    const { experiment } = maps[0]!;
    expect(all("select id, title, config_json ->> '$.kind' as kind from experiments")).toEqual([
      { id: experiment, title: 'a <title> & more', kind: 'loss-map' },
    ]);
    expect(
      all('select function, optimizer, count(*) as members from loss_maps group by 1, 2 order by id'),
    ).toEqual(
      ['rosenbrock(steepness=10)', 'bilinear'].flatMap((name) => [
        { function: name, optimizer: 'SGD', members: 6 },
        { function: name, optimizer: 'ADAM(eps=1e-7)', members: 6 },
        { function: name, optimizer: 'OPTIMISTIC_GD', members: 3 },
      ]),
    );
    // What the columns say agrees with the points.
    expect(
      all(`select m.id from loss_maps m where
        (select count(*) from loss_map_points where loss_map_id = m.id) <> m.iterations + 1
        or not exists (select 1 from loss_map_points p
          where p.loss_map_id = m.id and p.iteration = 0 and p.x = m.start_x and p.y = m.start_y)
        or not exists (select 1 from loss_map_points p
          where p.loss_map_id = m.id and p.iteration = m.iterations and p.x = m.final_x and p.y = m.final_y
          and (m.status = 'diverged' or p.loss = m.final_loss))`),
    ).toEqual([]);
    const statuses = all<{ status: string }>('select distinct status from loss_maps order by 1');
    expect(statuses.map(({ status }) => status)).toEqual(['diverged', 'finished']);
    expect(
      all(
        "select id from loss_maps where (status = 'diverged') <> (final_loss is null and distance is null)",
      ),
    ).toEqual([]);
  });

  test('starts every optimizer at the same places', async () => {
    const store = newStore();
    await madeMaps(store);
    const different = store.db
      .prepare(
        "select function, start from loss_maps group by 1, 2 having count(distinct start_x || ',' || start_y) > 1",
      )
      .all();
    expect(different).toEqual([]);
  });

  test('vanishes with its experiment', async () => {
    const store = newStore();
    const [map] = await madeMaps(store);
    store.db.prepare('delete from experiments where id = ?').run(map!.experiment);
    expect(store.db.prepare('select count(*) from loss_map_points').pluck().get()).toBe(0);
  });
});

describe('the figures', () => {
  test('have a panel an optimizer from above, whose statement runs, and one surface', async () => {
    const store = newStore();
    for (const map of await madeMaps(store)) {
      const palette = paletteOf(map.summaries.map(({ optimizer }) => optimizer));
      const contours = contourFigure(drawnFunction(map), palette);
      expect(contours.panels.map(({ title }) => title)).toEqual([
        expect.stringMatching(/^SGD, rate /),
        expect.stringMatching(/^ADAM\(eps=1e-7\), rate /),
        'OPTIMISTIC_GD, rate 10',
      ]);
      expect(store.db.prepare(contours.sql).all().length).toBeGreaterThan(100);
      const surface = surfaceFigure(drawnFunction(map), palette);
      expect(surface.panels).toHaveLength(1);
      for (const figure of [contours, surface]) {
        const svg = figureSvg(figure, palette);
        expect(svg).not.toMatch(/NaN|Infinity|undefined|var\(/);
        // Every optimizer has a way in its colour, also the one that is soon off the map.
        expect(svg.match(/stroke="#[0-9a-f]{6}"/g)!.length).toBeGreaterThan(10);
      }
    }
  });
});
