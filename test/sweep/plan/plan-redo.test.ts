import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../../src/sweep/plan/fingerprint.ts';
import { planSweep, type SweepPlan } from '../../../src/sweep/plan/plan.ts';
import { laidOver } from '../../../src/sweep/study/overlay.ts';
import type { Study } from '../../../src/sweep/study/study.ts';
import { parseStudy } from '../../../src/sweep/study/study-file.ts';

function planOf(text: string, flags: Partial<Study> = {}): SweepPlan {
  const { study, origin } = laidOver(parseStudy(`env: cartpole\nseeds: 1\n${text}`, 'x.yaml'), flags);
  return planSweep(study, {}, origin);
}

const labels = ({ populations }: SweepPlan): string[] => populations.map(({ label }) => label);
const optimizers = 'optimizers: ["GHOSTS(ADAM(lr=1e-3))", "SPLIT(ADAM,critic=SGD)"]';

describe('recycling of units', () => {
  test('stands around all that there is, and is part of the label and of what is trained', () => {
    const plan = planOf(optimizers, { redo: 'tau=0.2,every=40' });
    expect(labels(plan)).toEqual([
      'REDO(GHOSTS(ADAM),tau=0.2,every=40)',
      'REDO(SPLIT(ADAM,critic=SGD),tau=0.2,every=40)',
    ]);
    expect(plan.populations[0]!.learningRates).toEqual([1e-3]);
    expect(fingerprint(plan)).not.toBe(fingerprint(planOf(optimizers)));
    expect(fingerprint(plan)).toBe(fingerprint(planOf(`${optimizers}\nredo: { tau: 0.2, every: 40 }`)));
  });

  test('stands around a spike of the learning rate', () => {
    const plan = planOf('optimizers: [ADAM]', { redo: 'every=40', lr_spike: 'update=4' });
    expect(labels(plan)).toEqual(['REDO(LR_SPIKE(ADAM,update=4),every=40)']);
  });

  test.each([
    ['optimizers: [ADAM]', '50', 'takes settings, given "50"; write tau=0.1,every=50'],
    ['optimizers: [ADAM]', 'tau=-1', 'tau must be'],
    ['optimizers: [ADAM]', 'period=3', 'period'],
    ['optimizers: [KFAC]', 'tau=0.1', 'REDO cannot stand around KFAC'],
    ['agents: [policy-search]\noptimizers: [CEM]', 'tau=0.1', 'could be recycled; leave out'],
  ])('%s with %s is refused in one line', (study, redo, words) => {
    const plan = () => planOf(study, { redo });
    expect(plan).toThrow(words);
    expect(plan).toThrow(/^[^\n]+$/);
  });
});
