import { describe, expect, test } from 'vitest';
import { progressLabels } from '../../src/cli/progress.ts';
import { planSweep } from '../../src/sweep/plan/plan.ts';
import { parseStudy } from '../../src/sweep/study/study-file.ts';

function labels(text: string): string[] {
  const { study, origin } = parseStudy(text, 'x.yaml');
  return progressLabels(planSweep(study, {}, origin));
}

describe('a line of progress is named by', () => {
  test('the optimizer', () => {
    expect(labels('{ env: cartpole, optimizers: [SGD, "CLIP(SGD(momentum=0.9))"] }')).toEqual([
      'SGD',
      'CLIP(SGD(mome…',
    ]);
  });

  test('the environment and the agent too, where there are several, cut before the optimizer is', () => {
    const envs = 'envs: [mountain-car, mountain-car-continuous]';
    expect(labels(`{ ${envs}, optimizers: [MILO, NOVOGRAD] }`)).toEqual([
      'mountain-car MILO',
      'mountain…ar NOVOGRAD',
      'mountain-car…us MILO',
      'mountain…us NOVOGRAD',
    ]);
    expect(labels(`{ ${envs}, agents: [ppo, reinforce], optimizers: [SGD] }`)).toEqual([
      'moun…ar ppo SGD',
      'moun…ar rein…ce SGD',
      'moun…us ppo SGD',
      'moun…us rein…ce SGD',
    ]);
  });

  test('at most twenty characters', () => {
    const all = labels(
      '{ envs: [point-nav-team, pendulum], agents: [ppo, "ppo(gamma=0.5)"], optimizers: [NOVOGRAD_LONEPATIENT] }',
    );
    for (const label of all) expect(label.length).toBeLessThanOrEqual(20);
  });
});
