import { median, quantile } from '../../stats/index.ts';
import { formatCount } from '../../text/format.ts';
import { curvePanels } from './drawing/curve-panels.ts';
import type { Figure } from './figure.ts';
import { finiteValues } from './queries/seed-values.ts';

interface GenerationRow {
  readonly generation: number;
  readonly mean_fitness: number | null;
  readonly best_fitness: number | null;
  /** Fitness of all candidates, as JSON. */
  readonly candidates: string;
  /** Of each pair the difference between its two candidates, as JSON. */
  readonly differences: string;
}

/** What the lines are; colours go by these names. */
export const metaCurves = ['mean of the candidates', 'best candidate', 'difference within pairs'] as const;

/** How the candidates of a meta-training did. It has no runs, so this stands in no report of runs. */
export const metaFitness: Figure<GenerationRow> = {
  id: 'meta-fitness',
  title: 'Fitness by generation',
  sql: (experiment) => `select
  g.generation, g.mean_fitness, g.best_fitness,
  json_group_array(c.fitness) as candidates,
  json_group_array(c.difference) as differences
from meta_generations g
join ( -- both candidates of each pair
  select meta_generation_id, plus_fitness as fitness, abs(plus_fitness - minus_fitness) as difference from meta_pairs
  union all
  select meta_generation_id, minus_fitness, null from meta_pairs
) c on c.meta_generation_id = g.id
where g.experiment_id = ${experiment}
group by g.id
order by g.generation`,
  draw(rows, palette) {
    if (rows.length === 0) return undefined;
    const [mean, best, difference] = metaCurves;
    const x = { label: 'generation', whole: true, format: formatCount };
    const fitness = curvePanels(
      {
        title: 'fitness',
        x,
        y: { label: 'fitness' },
        curves: [
          {
            optimizer: mean,
            title: mean,
            points: rows.map((row) => ({
              x: row.generation,
              y: row.mean_fitness,
              interval: () => middleHalf(finiteValues(row.candidates)),
            })),
          },
          {
            optimizer: best,
            title: best,
            points: rows.map((row) => ({ x: row.generation, y: row.best_fitness })),
          },
        ],
      },
      palette,
    );
    const pairs = curvePanels(
      {
        title: 'difference within pairs',
        x,
        y: { label: '|fitness of + − fitness of −|', fromZero: true },
        curves: [
          {
            optimizer: difference,
            title: difference,
            points: rows.map((row) => {
              const values = finiteValues(row.differences);
              return { x: row.generation, y: median(values), interval: () => middleHalf(values) };
            }),
          },
        ],
      },
      palette,
    );
    return {
      panels: [...fitness, ...pairs],
      legend: metaCurves,
      caption:
        'Fitness of the candidates of each generation: mean and best, and the median difference between the two of a pair. Bands: the middle half.',
    };
  },
};

function middleHalf(values: readonly number[]): readonly [number, number] | undefined {
  if (values.length < 4) return undefined;
  return [quantile(values, 0.25)!, quantile(values, 0.75)!];
}
