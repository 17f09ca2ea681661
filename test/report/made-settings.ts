import { type Made, store } from '../store/made-runs.ts';

const tuners = [101, 102, 103];

/** Tuning runs of the settings of SGD, which are a momentum and a rate each: a level each, and seeds that differ a little. */
export function settingsOfSgd(levels: Readonly<Record<string, number>>, more: Made = {}): Made[] {
  return Object.entries(levels).flatMap(([setting, level]) => {
    const [momentum, rate] = setting.split(' ');
    return tuners.map(
      (seed): Made => ({
        optimizer: `SGD(momentum=${momentum})`,
        settingOf: 'SGD',
        phase: 'tuning',
        learningRate: Number(rate),
        seed,
        evaluations: [0, level + (seed % 2)],
        ...more,
      }),
    );
  });
}

/** The same of ADAM, of which the rate alone was chosen. */
export function ratesOfAdam(levels: Readonly<Record<string, number>>, more: Made = {}): Made[] {
  return Object.entries(levels).flatMap(([rate, level]) =>
    tuners.map(
      (seed): Made => ({
        optimizer: 'ADAM',
        phase: 'tuning',
        learningRate: Number(rate),
        seed,
        evaluations: [0, level + (seed % 2)],
        ...more,
      }),
    ),
  );
}

/** Runs on the seeds 1 to 8 that score a setting. */
export function scoring(optimizer: string, learningRate: number, level: number, more: Made = {}): Made[] {
  return Array.from(
    { length: 8 },
    (_, index): Made => ({
      optimizer,
      learningRate,
      seed: index + 1,
      evaluations: [0, level + (index % 3)],
      ...more,
    }),
  );
}

const acrobot = { env: 'acrobot' };

/**
 * Two tasks. On cartpole a momentum of 0.9 at 0.1 is best of SGD, on acrobot none at 1, and both are scored as SGD; ADAM had two
 * rates. On cartpole SGD is better.
 */
export function madeSettings() {
  return store(
    ...settingsOfSgd({ '0 0.1': 10, '0 1': 20, '0.9 0.1': 60, '0.9 1': 0 }),
    ...ratesOfAdam({ 0.001: 40, 0.01: 30 }),
    ...scoring('SGD', 0.1, 55, { chosenSetting: 'SGD(momentum=0.9)' }),
    ...scoring('ADAM', 0.001, 41),
    ...settingsOfSgd({ '0 0.1': 10, '0 1': 45, '0.9 0.1': 20, '0.9 1': 0 }, acrobot),
    ...ratesOfAdam({ 0.001: 40, 0.01: 50 }, acrobot),
    ...scoring('SGD', 1, 44, { ...acrobot, chosenSetting: 'SGD(momentum=0)' }),
    ...scoring('ADAM', 0.01, 44, acrobot),
  );
}
