import { settingsBeyond } from '../setting-paths.ts';
import type { RunScore } from '../store/index.ts';

type Labels = Pick<RunScore, 'optimizer' | 'settingOf' | 'chosenSetting'>;

/** The optimizer that a run is of: a tuning run that is one of several settings of an optimizer is of that one. */
export function optimizerOf({ optimizer, settingOf }: Pick<Labels, 'optimizer' | 'settingOf'>): string {
  return settingOf ?? optimizer;
}

/** The label that the setting of a run was tuned under, whether it tunes or scores. */
export function settingLabel({
  optimizer,
  chosenSetting,
}: Pick<Labels, 'optimizer' | 'chosenSetting'>): string {
  return chosenSetting ?? optimizer;
}

/** The same text for the runs of an optimizer that have the same setting, the learning rate included. */
export function settingKey(run: Pick<RunScore, 'optimizer' | 'chosenSetting' | 'learningRate'>): string {
  return JSON.stringify([settingLabel(run), run.learningRate]);
}

/** What was chosen beside the learning rate: `momentum=0.9`; undefined where nothing else was to be chosen. */
export function chosenWords({
  optimizer,
  chosenSetting,
}: Pick<Labels, 'optimizer' | 'chosenSetting'>): string | undefined {
  return chosenSetting === null ? undefined : settingsBeyond(chosenSetting, optimizer);
}
