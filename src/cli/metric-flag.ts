import { type Metric, metrics } from '../report/compare/index.ts';
import { choice, choices } from './choices.ts';
import { single } from './single.ts';

/** What the field calls some metrics. */
const shortNames: Readonly<Record<string, Metric>> = {
  last: 'final_return',
  best: 'best_return',
  auc: 'area_return',
};

/** `--metric`, for commands that compare. */
export const metricFlag = choices(
  metrics,
  'what is compared (last, best and auc are short for final_return, best_return and area_return)',
);

/** @throws UsageError for a metric that is not known. */
export function metricOf(argv: Readonly<Record<string, unknown>>): Metric {
  return shortNames[single(argv, 'metric')] ?? choice(argv, 'metric', metrics);
}
