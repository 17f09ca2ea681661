import { describe, expect, test } from 'vitest';
import { ablationText, experimentEffects } from '../../src/report/ablation/ablation-text.ts';
import { compareExperiment, jsonText, metrics, terminalText } from '../../src/report/compare/index.ts';
import { experimentFacts } from '../../src/report/experiment-facts.ts';
import { experimentReport } from '../../src/report/experiment-report.ts';
import { askedRows } from '../../src/report/figures/draw-figures.ts';
import { figures, paletteOf } from '../../src/report/figures/index.ts';
import { page } from '../../src/report/page/page.ts';
import { setBeside } from '../../src/report/published/set-beside.ts';
import { runSummary } from '../../src/report/run-summary.ts';
import { studyDocument } from '../../src/report/study-document/study-document.ts';
import { taskBoards } from '../../src/report/task-boards.ts';
import type { TrainingRecord } from '../../src/results/index.ts';
import type { Store } from '../../src/store/index.ts';
import { newStore } from '../store/new-store.ts';
import { end, episode, evaluation, newExperiment, update } from '../store/records.ts';
import { contentOf } from './study-document/made-study.ts';

const published = { source: 'Somebody', runs: 5, values: { MILO: { episode_return: 3, success_rate: 0.5 } } };
const ablation = {
  optimizer: 'MILO',
  design: 'one at a time',
  settings: ['MILO', 'ADAM'].map((optimizer) => ({
    env: 'cartpole',
    agent: 'ppo',
    optimizer,
    learning_rate: 0.001,
    values: { rule: optimizer },
    differs: optimizer === 'MILO' ? [] : ['rule'],
  })),
};

/** The same without exploration and with drawn actions. */
const evaluations = (of: Parameters<typeof evaluation>[0]): TrainingRecord[] => [
  evaluation(of),
  { ...evaluation(of), kind: 'sampled-evaluation' },
];

/**
 * MILO and ADAM with six seeds each, which end at 60 with success and go through an evaluation of −2. Three of MILO's
 * seeds end with what is no finite number, and so do their last training episodes.
 */
function made(bad: number, config: object = { published, ablation }): Store {
  const store = newStore();
  const runs = ['MILO', 'ADAM'].flatMap((optimizer) =>
    [1, 2, 3, 4, 5, 6].map((seed) => ({ optimizer, seed, rewardThreshold: 50 })),
  );
  const { runIds } = store.createExperiment(newExperiment(runs, { config }));
  const records = runs.flatMap(({ optimizer, seed }, member): TrainingRecord[] => {
    const last = optimizer === 'MILO' && seed <= 3 ? bad : 60 + seed;
    return [
      ...evaluations({ member, updateIndex: 0, envStep: 0, meanReturn: 0, successRate: 0 }),
      ...[-2, last].flatMap((reached, index): TrainingRecord[] => {
        const at = { member, updateIndex: index + 1, envStep: 100 * (index + 1), wallS: index + 1 };
        return [
          episode({ ...at, episode: index, return: reached }),
          update(at),
          ...evaluations({ ...at, meanReturn: reached, successRate: index }),
        ];
      }),
      end({ member }),
    ];
  });
  store.startRuns(runIds);
  store.write(runIds, records);
  return store;
}

describe.each([
  ['NaN', Number.NaN],
  ['infinity', Number.POSITIVE_INFINITY],
])('runs that finish with %s', (_, bad) => {
  const milo = (64 + 65 + 66 + 3 * -2) / 6;

  test('are seeds of the leaderboard and of its means, with a note', () => {
    const { db } = made(bad);
    const [board] = taskBoards(db, 1);
    expect(board!.scores).toMatchObject([
      { optimizer: 'ADAM', seeds: 6, notFinite: 0, finalMean: 63.5, successRate: 1 },
      { optimizer: 'MILO', seeds: 6, notFinite: 3, finalMean: milo, successRate: 0.5 },
    ]);
    const text = runSummary(db, 1);
    expect(text).toContain('6 (3‡)');
    expect(text).toContain('‡: finished with a score that is NaN or infinite; counts with the worst one.');
  });

  test.each(metrics)('are compared by %s, and no number of the comparison is missing', (metric) => {
    const { db } = made(bad);
    const comparison = compareExperiment(db, { metric });
    const found = comparison.tasks[0]!.optimizers.find(({ name }) => name === 'MILO')!;
    expect(found.seeds).toBe(6);
    expect(Number.isFinite(found.mean)).toBe(true);
    const timed = metric.endsWith('threshold');
    expect(found.notFinite).toBe(timed ? 0 : 3);
    if (timed) return;
    expect(jsonText(comparison)).not.toContain('"mean": null');
    // Of two training episodes, −2 and the last one; the lowest is that of ADAM's first seed.
    const hundred = (31 + 31.5 + 32 + 3 * 29.5) / 6;
    expect(found.mean).toBeCloseTo(
      {
        final_return: milo,
        sampled_return: milo,
        success_rate: 0.5,
        last_100_return: hundred,
        best_return: milo,
        // Of 0, −2 and x, a hundred steps apart: (x − 4)/4.
        area_return: (15 + 15.25 + 15.5 + 3 * -2) / 6,
      }[metric as 'final_return' | 'success_rate' | 'last_100_return' | 'best_return' | 'area_return'],
      10,
    );
    expect(terminalText(comparison)).toContain('6 (3‡)');
    expect(comparison.notes.join('\n')).toContain(
      'Finished with a score that is NaN or infinite: MILO (3 of 6 seeds)',
    );
  });

  test('are in every figure with a number, and captions say so', () => {
    const { db } = made(bad);
    const drawn = figures.map(({ id, sql, draw }) => ({
      id,
      rows: askedRows(db, sql(1)) as Record<string, unknown>[],
      figure: draw(askedRows(db, sql(1)) as never, paletteOf(['MILO', 'ADAM'])),
    }));
    for (const { id, rows } of drawn) {
      for (const { returns = '[]', success_rates = '[]' } of rows) {
        expect([id, returns, success_rates].join()).not.toMatch(/null|9e999|Inf/i);
      }
    }
    const caption = (id: string) => drawn.find((each) => each.id === id)!.figure!.caption;
    expect(caption('final-scores')).toContain('A cross: some seeds finished with a score that is NaN');
    expect(caption('learning-curves')).toContain('An evaluation that is NaN or infinite counts as the worst');
    expect(caption('training-returns')).toContain('Where a return is NaN or infinite');
  });

  test('stand beside what was published with a note', () => {
    const beside = setBeside(made(bad).db, 1)!;
    expect(beside.notFinite).toBe(3);
    for (const { optimizers } of beside.metrics) expect(optimizers[0]!.ours!.runs).toBe(6);
  });

  test('are in the effects of an ablation, with a note', () => {
    const effects = experimentEffects(made(bad).db, 1);
    expect(effects[0]!.effects.map(({ seeds, mean }) => [seeds, mean])).toEqual([
      [6, milo],
      [6, 63.5],
    ]);
    expect(ablationText(effects, 'MILO')).toContain('3 runs finished with a score that is NaN or infinite');
  });

  test('are in the page and in the document', () => {
    const store = made(bad);
    const [ablated, plain] = [store, made(bad, {})].map(({ db }) =>
      page(experimentReport(db, experimentFacts(db))),
    );
    expect(ablated).toContain('3 runs finished with a score that is NaN or infinite');
    expect(plain).toContain('6 (3‡)');
    for (const html of [ablated, plain]) expect(html).not.toMatch(/>(NaN|∞|-∞)</);
    expect(studyDocument(contentOf(store))).toContain('6 (3 not finite)');
  });
});
