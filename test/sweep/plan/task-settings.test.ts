import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../../src/sweep/plan/fingerprint.ts';
import { planSweep, type SweepPlan } from '../../../src/sweep/plan/plan.ts';
import { laidOver } from '../../../src/sweep/study/overlay.ts';
import { parseStudy } from '../../../src/sweep/study/study-file.ts';
import { whatIsPlanned } from './what-is-planned.ts';

function planOf(more = '', flags: object = {}, overrides = {}): SweepPlan {
  const text = `envs: [pendulum, cartpole]\noptimizers: [ADAM]\nseeds: 1\n${more}`;
  const { study, origin } = laidOver(parseStudy(text, 'x.yaml'), flags);
  return planSweep(study, overrides, origin);
}

const recorded = {
  num_envs: 8,
  gamma: 0.9,
  num_minibatches: 8,
  update_epochs: 10,
  ent_coef: 0,
  anneal_lr: false,
  norm_reward: true,
};

describe('what the recipe of an environment sets', () => {
  test('is named where it is not as --help says', () => {
    expect(planOf().taskSettings).toEqual([{ env: 'pendulum', agent: 'ppo', settings: recorded }]);
  });

  test('is not named where the user says it', () => {
    const { anneal_lr: _, ...others } = recorded;
    const agent = 'ppo(anneal_lr=false)';
    const [pendulum] = planOf(`agents: ["${agent}"]`).taskSettings!;
    expect(pendulum).toEqual({ env: 'pendulum', agent, settings: others });
    expect(planOf('', {}, { anneal_lr: false }).taskSettings![0]).toEqual(pendulum);
  });

  test('is left out where nobody wants it, in a study as by a flag', () => {
    const plain = planOf('task_defaults: false');
    const [pendulum] = plain.populations;
    expect(plain.taskSettings).toEqual([]);
    expect(pendulum!.population.agent.settings).toMatchObject({ anneal_lr: true, num_envs: 4, gamma: 0.99 });
    expect(pendulum!.learningRates).toEqual([1e-3]);
    expect(pendulum!.population.totalTimesteps).toBe(150_000);
    const flagged = planOf('', { task_defaults: false });
    expect(whatIsPlanned(flagged)).toEqual(whatIsPlanned(plain));
    const wanted = planOf('task_defaults: false', { task_defaults: true });
    expect(whatIsPlanned(wanted)).toEqual(whatIsPlanned(planOf()));
  });

  test('does not make a study another one', () => {
    const { taskSettings: _, ...before } = planOf();
    expect(fingerprint(planOf())).toBe(fingerprint(before));
    expect(fingerprint(planOf('task_defaults: false'))).not.toBe(fingerprint(before));
  });
});
