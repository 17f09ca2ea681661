import { describe, expect, test } from 'vitest';
import {
  compareExperiment,
  latexText,
  markdownText,
  terminalText,
} from '../../../src/report/compare/index.ts';
import { experimentFacts } from '../../../src/report/experiment-facts.ts';
import { experimentReport } from '../../../src/report/experiment-report.ts';
import { page } from '../../../src/report/page/page.ts';
import { publishedNotes, publishedTables } from '../../../src/report/published/published-tables.ts';
import { type SetBeside, setBeside } from '../../../src/report/published/set-beside.ts';
import { studyDocument } from '../../../src/report/study-document/study-document.ts';
import type { NewRun, Store } from '../../../src/store/index.ts';
import { newStore } from '../../store/new-store.ts';
import { end, episode, evaluation, newExperiment } from '../../store/records.ts';
import { contentOf } from '../study-document/made-study.ts';

interface Made extends Partial<NewRun> {
  /** Returns of its training episodes. */
  readonly episodes?: readonly number[];
  readonly success?: number | null;
  readonly wallS?: number;
  /** Null for one that goes on. */
  readonly ends?: 'finished' | 'diverged' | null;
}

const published = {
  source: 'Somebody 2024',
  runs: 5,
  values: {
    MILO: { episode_return: 3.21, success_rate: 0.6, seconds: 7.8 },
    'SGD(momentum=0.9)': { episode_return: -20 },
  },
};

function made(runs: readonly Made[], config: object = { published }): Store {
  const store = newStore();
  const { runIds } = store.createExperiment(
    newExperiment(
      runs.map(({ episodes, success, wallS, ends, ...run }) => run),
      { config },
    ),
  );
  store.startRuns(runIds);
  runs.forEach(({ episodes = [], success = null, wallS = 10, ends = 'finished' }, member) => {
    store.write(runIds, [
      ...episodes.map((each, index) => episode({ member, episode: index, return: each, envStep: index })),
      evaluation({ member, successRate: success }),
      ...(ends === null ? [] : [end({ member, status: ends, wallS })]),
    ]);
  });
  return store;
}

const milo = (seed: number, more: Made = {}): Made => ({ optimizer: 'MILO', seed, ...more });
const four = [
  milo(1, { episodes: [1, 3], success: 1 }),
  milo(2, { episodes: [3], success: 1 }),
  milo(3, { episodes: [4, 4, 4], success: 0.5 }),
  milo(4, { episodes: [5], success: 0.5, wallS: 24 }),
];

/** What is said of an optimizer. */
function found(beside: SetBeside | undefined, metric: string, optimizer = 'MILO') {
  return beside!.metrics
    .find((each) => each.metric === metric)!
    .optimizers.find((each) => each.optimizer === optimizer)!;
}

describe('published numbers beside ours', () => {
  test('are set beside the mean over all episodes of a run, then over runs', () => {
    const { ours, outside, published: theirs } = found(setBeside(made(four).db, 1), 'episode_return');
    expect(theirs).toBe(3.21);
    expect(ours).toMatchObject({ mean: (2 + 3 + 4 + 5) / 4, runs: 4 });
    const [low, high] = ours!.interval!;
    expect(low).toBeGreaterThanOrEqual(2);
    expect(high).toBeLessThanOrEqual(5);
    expect(outside).toBe(false);
  });

  test('lie inside or outside of what as many of our runs would give', () => {
    const at = (episode_return: number, runs = 5) =>
      found(
        setBeside(
          made(four, { published: { ...published, runs, values: { MILO: { episode_return } } } }).db,
          1,
        ),
        'episode_return',
      );
    expect([1.9, 3.5, 5.1].map((value) => at(value).outside)).toEqual([true, false, true]);
    // The fewer runs, the further their mean may lie from ours.
    const [low, high] = at(3.5).ours!.interval!;
    const widths = [1, 5, 1000].map((runs) => at(3.5, runs).ours!.prediction!).map(([a, b]) => b - a);
    expect(widths).toEqual(widths.toSorted((a, b) => b - a));
    expect(widths[1]).toBeGreaterThan(high - low);
    expect(widths[2]! / (high - low)).toBeCloseTo(1, 1);
  });

  test('lie inside of an interval without width, rounding aside', () => {
    const alike = [1, 2, 3].map((seed) => milo(seed, { episodes: [3.21] }));
    const { ours, outside } = found(setBeside(made(alike).db, 1), 'episode_return');
    expect(ours!.interval![1] - ours!.interval![0]).toBeCloseTo(0, 12);
    expect(outside).toBe(false);
  });

  test('of successes lie inside of what is known of a share, also where all of ours succeed', () => {
    const alike = Array.from({ length: 10 }, (_, seed) => milo(seed, { success: 1 }));
    const at = (success_rate: number) =>
      found(
        setBeside(made(alike, { published: { ...published, values: { MILO: { success_rate } } } }).db, 1),
        'success_rate',
      );
    // Wilson's interval of 10 in 10.
    expect(at(0.9).ours!.interval).toEqual([expect.closeTo(0.7225, 4), 1]);
    expect([0.9, 0.5].map((share) => at(share).outside)).toEqual([false, true]);
  });

  test('of seconds are set beside the clock of the population, shared by its members', () => {
    const { ours, outside } = found(setBeside(made(four).db, 1), 'seconds');
    expect(ours).toEqual({ mean: 24 / 4, interval: undefined, prediction: undefined, runs: 4 });
    expect(outside).toBeUndefined();
  });

  test('of seconds add up the clocks of a population that was trained in parts', () => {
    const parts = four.map((run, index) => ({
      ...run,
      population: Math.floor(index / 2),
      member: index % 2,
    }));
    expect(found(setBeside(made(parts).db, 1), 'seconds').ours!.mean).toBe((10 + 24) / 4);
  });

  test('of seconds wait for the last member', () => {
    const beside = setBeside(made([...four, milo(5, { episodes: [1], ends: null })]).db, 1);
    expect(found(beside, 'episode_return').ours!.runs).toBe(4);
    expect(beside!.metrics.map(({ metric }) => metric)).not.toContain('seconds');
  });

  test('have no interval of two runs', () => {
    const { ours, outside } = found(setBeside(made(four.slice(0, 2)).db, 1), 'episode_return');
    expect([ours!.interval, outside]).toEqual([undefined, undefined]);
  });

  test('count a diverged run with the lowest return of all, and as no success', () => {
    const diverged = milo(5, { episodes: [100], success: 1, ends: 'diverged' });
    const beside = setBeside(made([...four, diverged]).db, 1);
    expect(found(beside, 'episode_return').ours!.mean).toBeCloseTo((2 + 3 + 4 + 5 + 2) / 5, 12);
    expect(found(beside, 'success_rate').ours!.mean).toBeCloseTo(3 / 5, 12);
    expect(publishedNotes(beside).at(-1)).toMatch(/^1 of our runs diverged/);
  });

  test('stand alone where none of our runs has ended', () => {
    const beside = setBeside(made(four).db, 1);
    expect(found(beside, 'episode_return', 'SGD(momentum=0.9)')).toEqual({
      optimizer: 'SGD(momentum=0.9)',
      published: -20,
      ours: undefined,
      outside: undefined,
    });
    expect(setBeside(made([milo(1, { ends: null })]).db, 1)).toBeUndefined();
  });

  test('are nothing for a study that carries none', () => {
    expect(setBeside(made(four, {}).db, 1)).toBeUndefined();
  });
});

describe('the tables', () => {
  const cells = (store: Store) => publishedTables(setBeside(store.db, 1)).map(({ rows }) => rows);

  test('are one a metric, with the number of runs of both sides', () => {
    const [returns, success, seconds] = cells(made(four));
    expect(returns).toEqual([
      ['MILO', '3.21', expect.stringMatching(/^3\.5 \[.*\]$/), '4', expect.stringMatching(/^\[/), 'inside'],
      ['SGD(momentum=0.9)', '-20', '-', '-', '-', '-'],
    ]);
    expect(success).toEqual([
      ['MILO', '60 %', expect.stringMatching(/^75 % \[.*\]$/), '4', expect.stringMatching(/%\]$/), 'inside'],
    ]);
    expect(seconds).toEqual([['MILO', '7.8 s', '6 s', '4']]);
  });

  test('say that our seconds are shared, and that the other machine is another', () => {
    const notes = publishedNotes(setBeside(made(four).db, 1)).join(' ');
    expect(notes).toContain('divided by its members');
    expect(notes).toContain("another machine's");
    expect(notes).toContain('the mean of 5 runs like ours');
  });

  test('stand in the report, escaped', () => {
    const hostile = '<script>alert(1)</script>';
    const store = made(four, { published: { ...published, source: hostile } });
    const html = page(experimentReport(store.db, experimentFacts(store.db)));
    expect(html).toContain('<section id="published">');
    expect(html).toContain('<a href="#published">');
    expect(html).toContain('&lt;script&gt;');
    expect(html).not.toContain('<script');
    const without = made(four, {});
    expect(page(experimentReport(without.db, experimentFacts(without.db)))).not.toContain('#published');
  });

  test('stand in the document of a study, with their figure', () => {
    const document = studyDocument(contentOf(made(four)));
    expect(document).toContain(
      '## Published and ours\n\n### Published and ours, return while training: Somebody 2024',
    );
    expect(document).toMatch(/\| MILO \| 3\.21 \| 3\.5 \\\[.*\| inside \|/);
    expect(document).toContain('](pictures/published-values.svg)');
    expect(studyDocument(contentOf(made(four, {})))).not.toContain('Published');
  });

  test('stand in comparisons of optimizers as the study has them', () => {
    const adam = [1, 2, 3].map((seed) => ({ optimizer: 'ADAM', seed, episodes: [0] }));
    const store = made([...four, ...adam]);
    const comparison = compareExperiment(store.db);
    for (const text of [terminalText, markdownText, latexText]) {
      expect(text(comparison)).toContain('Published and ours, return while training: Somebody 2024, 5 runs');
      expect(text(comparison)).toContain('3.21');
    }
    expect(
      terminalText(comparison)
        .split('\n')
        .every((line) => line.length <= 80),
    ).toBe(true);
    const asked = compareExperiment(store.db, { optimizers: ['MILO(lr=0.001)', 'ADAM'] });
    expect(asked.published).toBeUndefined();
  });
});

test('the figure has a ring for what was published, a dot and a line for ours', () => {
  const store = made(four);
  const { figures } = experimentReport(store.db, experimentFacts(store.db));
  const { panels, caption } = figures.find(({ id }) => id === 'published-values')!;
  expect(panels.map(({ title }) => title)).toEqual([
    'return while training',
    'success rate',
    'time of a run',
  ]);
  // Of the second optimizer there is nothing of ours.
  expect(panels.map(({ svg }) => [...svg.matchAll(/<circle/g)].length)).toEqual([3, 2, 2]);
  expect(caption).toContain('published (Somebody 2024, 5 runs)');
  expect(caption).toContain(
    "95\u00a0% bootstrap intervals of the mean, of success rates Wilson's, over 4 seeds",
  );
});
