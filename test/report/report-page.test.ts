import { describe, expect, test } from 'vitest';
import { experimentFacts } from '../../src/report/experiment-facts.ts';
import { experimentReport } from '../../src/report/experiment-report.ts';
import { figures } from '../../src/report/figures/index.ts';
import { page } from '../../src/report/page/page.ts';
import { selectRows } from '../../src/store/index.ts';
import { newStore } from '../store/new-store.ts';
import { evaluation, newExperiment } from '../store/records.ts';
import { addMadeExperiment, hostileLabel, hostileTitle } from './made-experiment.ts';

function madeStore() {
  const store = newStore();
  addMadeExperiment(store, { switches: true });
  return store;
}

let madeOnce: { report: ReturnType<typeof experimentReport>; html: string } | undefined;

/** The report on the made experiment and its page, which take a second to make. */
function madePage() {
  if (madeOnce === undefined) {
    const { db } = madeStore();
    const report = experimentReport(db, experimentFacts(db));
    madeOnce = { report, html: page(report) };
  }
  return madeOnce;
}

/** The text that a browser shows for some HTML without elements. */
function unescaped(html: string): string {
  const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
  return html.replaceAll(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => entities[name]!);
}

describe('the page of an experiment', () => {
  test('has every figure, with a caption and the statement of its data', () => {
    const { report, html } = madePage();
    expect(report.figures.map(({ id }) => id)).toEqual(figures.map(({ id }) => id));
    for (const { id, caption } of report.figures) {
      expect(html).toContain(`<section id="${id}">`);
      expect(unescaped(html)).toContain(caption);
    }
  });

  test('shows the very statements that were run, and they run as rl-bench sql runs them', () => {
    const { report, html } = madePage();
    const shown = [...html.matchAll(/<summary>SQL of these data<\/summary><pre><code>([^<]*)</g)];
    expect(shown.map(([, sql]) => unescaped(sql!))).toEqual(report.figures.map(({ sql }) => sql));
    const { db } = madeStore();
    for (const { sql } of report.figures) {
      expect([...selectRows(db, sql).rows].length).toBeGreaterThan(0);
    }
  });

  test('escapes titles, labels and commands', () => {
    const { html } = madePage();
    expect(html).not.toMatch(/<script|<img/);
    expect(unescaped(html)).toContain(hostileTitle);
    expect(unescaped(html)).toContain(hostileLabel);
  });

  test('asks nothing of the network and runs nothing', () => {
    const { html } = madePage();
    expect(html).toContain(`content="default-src 'none';`);
    const links = [...html.matchAll(/(?:href|src|url)(?:="|\()([^")]*)/g)].map(([, link]) => link!);
    expect(links.filter((link) => !/^(#|data:)/.test(link))).toEqual([]);
  });

  test('says in words on what machine', () => {
    const store = madeStore();
    store.db
      .prepare("update experiments set host_json = json_set(host_json, '$.memory_bytes', 25276514304)")
      .run();
    const html = page(experimentReport(store.db, experimentFacts(store.db)));
    expect(html).toContain('memory 23.6 GiB');
    expect(html).not.toContain('25276514304');
  });

  test('says what was run, what diverged, and what is still running', () => {
    const { html } = madePage();
    expect(html).toContain('39 runs of 3 optimizers, 3 environments, 1 agent');
    expect(html).toContain('6 diverged');
    expect(html).toContain('1 running');
    expect(html).toContain('6 runs diverged or failed');
    expect(html).toContain('1–3');
  });

  test('has a table of what switches have made of optimizers', () => {
    expect(unescaped(madePage().html)).toContain(
      'Over switches: switching(cartpole,every=5000,permute=true), ppo, 2 periods of 5k steps',
    );
  });

  test('has the sentences of the comparison', () => {
    const { html } = madePage();
    expect(html).toMatch(/cartpole, ppo: .*(MILO|ADAMW)/);
    expect(html).toContain('<section id="comparison">');
  });

  test('leaves out what is not there: no comparison of runs that have not ended, no figures without evaluations', () => {
    const store = newStore();
    store.createExperiment(newExperiment([{ optimizer: 'MILO' }]));
    const html = page(experimentReport(store.db, experimentFacts(store.db)));
    expect(html).toContain('1 queued');
    expect(html).toContain('Nothing has been measured yet');
    expect(html).not.toContain('id="comparison"');
  });

  test('draws the curves of a run that has not ended', () => {
    const store = newStore();
    const { runIds } = store.createExperiment(newExperiment([{}]));
    store.startRuns(runIds);
    store.write(runIds, [evaluation(), evaluation({ updateIndex: 1, envStep: 512 })]);
    const report = experimentReport(store.db, experimentFacts(store.db));
    expect(report.figures.map(({ id }) => id)).toContain('learning-curves');
    expect(report.figures.map(({ id }) => id)).not.toContain('final-scores');
  });
});

describe('the runs that figures compare', () => {
  const chosenRates = (store: ReturnType<typeof newStore>) =>
    experimentReport(store.db, experimentFacts(store.db)).figures.find(({ id }) => id === 'final-scores')!
      .panels[0]!.svg;

  function rates(phase: 'tuning' | 'scoring'): ReturnType<typeof newStore> {
    const store = newStore();
    const { runIds } = store.createExperiment(
      newExperiment([
        { learningRate: 0.1, phase, seed: 1 },
        { learningRate: 0.2, phase, seed: 1 },
        { learningRate: 0.1, seed: 2 },
        { learningRate: 0.2, seed: 2 },
      ]),
    );
    [500, 100, 0, 50].forEach((meanReturn, member) => {
      store.write(runIds, [evaluation({ member, meanReturn }), { ...ended, member }]);
    });
    return store;
  }
  const ended = { kind: 'end', status: 'finished', error: null, envSteps: 1, updates: 1, wallS: 1 } as const;

  test('are at the rate that tuning found best, whatever scoring says', () => {
    expect(chosenRates(rates('tuning'))).toContain('0.1: IQM 0, mean 0, 1 seed');
  });

  test('are at the rate of the best mean where there was no tuning', () => {
    expect(chosenRates(rates('scoring'))).toContain('0.1: IQM 250, mean 250, 2 seeds');
  });

  test('count as the worst after they have diverged', () => {
    const store = newStore();
    const { runIds } = store.createExperiment(newExperiment([{ seed: 1 }, { seed: 2 }]));
    store.write(runIds, [
      evaluation({ member: 0, meanReturn: 10 }),
      evaluation({ member: 0, meanReturn: 30, updateIndex: 1, envStep: 100 }),
      evaluation({ member: 1, meanReturn: 20 }),
      { ...ended, member: 0 },
      { ...ended, member: 1, status: 'diverged' },
    ]);
    const { sql } = experimentReport(store.db, experimentFacts(store.db)).figures.find(
      ({ id }) => id === 'learning-curves',
    )!;
    const { columns, rows } = selectRows(store.db, sql);
    const returns = [...rows].map((row) => JSON.parse(String(row[columns.indexOf('returns')])));
    expect(returns).toEqual([
      [10, 20],
      [30, 10],
    ]);
  });
});
