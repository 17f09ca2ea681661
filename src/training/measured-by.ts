import { type GradientStats, type Measured, measuredQuantities } from '../diagnostics/index.ts';
import type { EpisodeRecord, EvaluationRecord, TrainingRecord, UpdateRecord } from '../results/index.ts';
import { average } from '../stats/index.ts';

/** How far a player is, and what it has measured. */
interface UpdateOfPlayer {
  /** What was reported of its update, the episodes before and the evaluation after it included. */
  readonly records: readonly TrainingRecord[];
  readonly progress: number;
  readonly baseLearningRate: number;
  readonly gradientDescent: boolean;
  /** Gradient statistics: the whole vector, then the layers in the order of `layers`; undefined where nobody looks. */
  readonly stats: readonly GradientStats[] | undefined;
  readonly layers: readonly string[];
}

/** What an update of a player has measured, as controllers and diagnostics see it. */
export function measuredBy(update: UpdateOfPlayer): Measured {
  const { records, progress, baseLearningRate, gradientDescent, stats = [], layers } = update;
  const of = <Kind extends TrainingRecord>(kind: Kind['kind']): readonly Kind[] =>
    records.filter((record): record is Kind => record.kind === kind);
  const { kind: _, ...made } = of<UpdateRecord>('update')[0]!;
  const [evaluation] = of<EvaluationRecord>('evaluation');
  const episodes = of<EpisodeRecord>('episode');
  const successes = episodes.flatMap(({ success }) => (success === null ? [] : [Number(success)]));
  const fields: Readonly<Record<string, number | null | undefined>> = {
    ...stats[0],
    ...made,
    episodeReturn: average(episodes.map((episode) => episode.return)),
    episodeSuccess: average(successes),
    evaluationReturn: evaluation?.meanReturn,
    evaluationSuccess: evaluation?.successRate,
  };
  return {
    update: made.updateIndex,
    progress,
    baseLearningRate,
    learningRate: made.learningRate,
    gradientDescent,
    quantities: Object.fromEntries(measuredQuantities.map((name) => [name, fields[camelCase(name)] ?? null])),
    layers: Object.fromEntries(stats.map((own, index) => [index === 0 ? '' : layers[index - 1]!, own])),
  };
}

/** `approx_kl` → `approxKl`, as records have it. */
function camelCase(name: string): string {
  return name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
