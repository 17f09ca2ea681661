import { groupBy } from '../../group-by.ts';
import { profileAt } from '../../stats/index.ts';
import { environmentWords } from '../../task-words.ts';
import { formatHundredths, formatShare } from '../../text/format.ts';
import { profilesIn, profileUnits, type TimedRun } from '../profiles/compare-profiles.ts';
import { optimizerOf } from '../settings-of-runs.ts';
import { curvePanels } from './drawing/curve-panels.ts';
import type { Figure } from './figure.ts';

interface TimedRow {
  readonly env: string;
  readonly agent: string;
  readonly optimizer: string;
  readonly setting_of: string | null;
  readonly chosen_setting: string | null;
  readonly learning_rate: number | null;
  readonly phase: TimedRun['phase'];
  readonly seed: number;
  readonly steps_to_threshold: number | null;
  readonly seconds_to_threshold: number | null;
}

const mostTau = 4;
const parts = 120;

/** Dahl et al. 2023, figure 5: on how many tasks an optimizer is how far behind the fastest. Of two tasks or more. */
export const timeProfiles: Figure<TimedRow> = {
  id: 'time-profiles',
  title: 'Who gets to the threshold first',
  sql: (experiment) => `select
  s.env, s.agent, s.optimizer, r.setting_of, r.chosen_setting, s.learning_rate, s.phase, s.seed, s.steps_to_threshold, s.seconds_to_threshold
from run_scores s join runs r on r.id = s.run_id
where s.experiment_id = ${experiment} and s.status in ('finished', 'diverged') and r.reward_threshold is not null
  and coalesce(r.setting_of, r.optimizer) not in ( -- of dropped settings it is not known when they would have got there
    select coalesce(setting_of, optimizer) from runs where experiment_id = ${experiment} and status = 'dropped'
  )
order by s.run_id`,
  draw: (rows, palette, wordsOf = () => environmentWords) => {
    const tasks = [...groupBy(rows, ({ env, agent }) => `${env}\n${agent}`).values()];
    const timed = tasks.map((runs) => runs.map(timedRun));
    const words = tasks.map(([run]) => wordsOf(run!.env));
    const names = [...new Set(timed.flat().map(optimizerOf))];
    if (tasks.length < 2 || names.length < 2) return undefined;
    const found = profileUnits
      .map((unit) => profilesIn(unit, names, timed, words))
      .filter(({ optimizers }) => optimizers.some(({ score }) => score > 0));
    if (found.length === 0) return undefined;
    const panels = found.flatMap(({ called, optimizers }) =>
      curvePanels(
        {
          title: `${called}, ${tasks.length} tasks`,
          x: { label: `τ, ${called} as a multiple of the fastest` },
          y: { label: 'share of tasks within τ', domain: [0, 1], format: formatShare },
          curves: optimizers.map(({ name, ratios, score, interval }) => ({
            optimizer: name,
            title: `${name}: B ${formatHundredths(score)}${interval === undefined ? '' : ` [${interval.map(formatHundredths).join(', ')}]`}`,
            points: Array.from({ length: parts + 1 }, (_, index) => {
              const tau = 1 + ((mostTau - 1) * index) / parts;
              return { x: tau, y: profileAt(ratios, tau)! };
            }),
          })),
        },
        palette,
      ),
    );
    const notes = [
      'Share of tasks on which an optimizer reaches the threshold in at most τ times the time of the fastest: higher is better, at τ = 1 it is the fastest itself.',
      'Times are medians over seeds, of each seed the first of all settings that were tried.',
      found.some(({ optimizers }) => optimizers.some(({ interval }) => interval !== undefined))
        ? 'B in the titles of the lines is the area below them, with its 95\u00a0% bootstrap interval over the seeds of each task and optimizer; the lines themselves have no band.'
        : 'No interval: fewer than 3 seeds cannot say how sure this is.',
    ];
    return { panels, legend: names, caption: notes.join(' ') };
  },
};

function timedRun(row: TimedRow): TimedRun {
  const { optimizer, phase, seed } = row;
  return {
    ...{ optimizer, phase, seed },
    settingOf: row.setting_of,
    chosenSetting: row.chosen_setting,
    learningRate: row.learning_rate,
    stepsToThreshold: row.steps_to_threshold,
    secondsToThreshold: row.seconds_to_threshold,
  };
}
