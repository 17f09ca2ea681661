import { experimentFacts } from '../../../src/report/experiment-facts.ts';
import { experimentReport } from '../../../src/report/experiment-report.ts';
import type { DocumentContent } from '../../../src/report/study-document/document-content.ts';
import { settingsLooks } from '../../../src/report/study-document/settings-looks.ts';
import { studyFacts } from '../../../src/report/study-document/study-facts.ts';
import type { Store } from '../../../src/store/index.ts';
import { type Made, store } from '../../store/made-runs.ts';

export const twelve = Array.from({ length: 12 }, (_, index) => index + 1);

/**
 * Runs as a tuned study leaves them: two tuning seeds a rate, whose mean returns are given, and scoring runs at the best
 * rate. The untrained policy returns 0.
 */
export function tuned(
  optimizer: string,
  tuning: Readonly<Record<number, number>>,
  scores: readonly number[],
  more: Made = {},
): Made[] {
  const rates = Object.entries(tuning).map(([rate, score]) => ({ rate: Number(rate), score }));
  const best = [...rates].sort((a, b) => b.score - a.score || a.rate - b.rate)[0]!;
  return [
    ...rates.flatMap(({ rate, score }) =>
      [101, 102].map(
        (seed): Made => ({
          optimizer,
          seed,
          phase: 'tuning',
          learningRate: rate,
          evaluations: [0, score],
          ...more,
        }),
      ),
    ),
    ...scores.map(
      (score, index): Made => ({
        optimizer,
        seed: index + 1,
        learningRate: best.rate,
        evaluations: [0, score],
        ...more,
      }),
    ),
  ];
}

/** What a document on the only experiment of a file shows. */
export function contentOf({ db }: Store): DocumentContent {
  const report = experimentReport(db, experimentFacts(db));
  return {
    ...report,
    facts: studyFacts(db, report.experiment.id),
    looks: settingsLooks(db, report.experiment.id),
    pictures: new Map(report.figures.map(({ id }) => [id, `pictures/${id}.svg`])),
  };
}

/** Three optimizers on two tasks: one better than the others, two alike; on the second nobody learns. */
export function madeStudy(): Store {
  const noise = [3, -2, 1, 0, -3, 2, -1, 4, -4, 1, 2, -3];
  const on = (level: number, shift = 0) => twelve.map((_, index) => level + noise[(index + shift) % 12]!);
  const second = { env: 'pendulum', rewardThreshold: null };
  const flat = { 0.01: -5, 0.1: -5 };
  return store(
    ...tuned('GOOD', { 0.01: 20, 0.1: 40, 1: 10 }, on(42)),
    ...tuned('POOR', { 0.01: 20, 0.1: 10, 1: 5 }, on(20)),
    ...tuned('WEAK', { 0.01: 5, 0.1: 10, 1: 21 }, on(20, 1)),
    ...tuned('GOOD', flat, on(-6, 2), second),
    ...tuned('POOR', flat, on(-6, 3), second),
    ...tuned('WEAK', flat, on(-6, 7), second),
  );
}
