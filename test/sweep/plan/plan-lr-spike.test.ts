import { describe, expect, test } from 'vitest';
import { formatCall } from '../../../src/call-expression.ts';
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
const spiked = 'lr_spike: "update=480,factor=1e4,part=actor"';

describe('a spike of the learning rate', () => {
  test('stands around the innermost rule, and is part of the label and of what is trained', () => {
    const plan = planOf(`${optimizers}\n${spiked}`);
    const spike = 'LR_SPIKE(ADAM,update=480,factor=10000,part=actor)';
    expect(labels(plan)).toEqual([`GHOSTS(${spike})`, `SPLIT(${spike},critic=SGD)`]);
    const [first] = plan.populations;
    expect(first!.learningRates).toEqual([1e-3]);
    expect(formatCall(first!.population.members[0]!.optimizer)).toContain('LR_SPIKE(ADAM(lr=0.001');
    expect(fingerprint(plan)).not.toBe(fingerprint(planOf(optimizers)));
  });

  test('is of the critic’s rule where that is apart', () => {
    const of = (part: string) =>
      labels(planOf(`${optimizers}\nlr_spike: { update: 5, factor: 2, part: ${part} }`));
    const around = (rule: string, part: string) => `LR_SPIKE(${rule},update=5,factor=2,part=${part})`;
    expect(of('critic')[1]).toBe(`SPLIT(ADAM,critic=${around('SGD', 'critic')})`);
    expect(of('all')[1]).toBe(`SPLIT(${around('ADAM', 'all')},critic=${around('SGD', 'all')})`);
  });

  test('is the same from a flag, an object and a text', () => {
    const flag = planOf(optimizers, { lr_spike: 'update=480,factor=1e4,part=actor' });
    expect(fingerprint(flag)).toBe(fingerprint(planOf(`${optimizers}\n${spiked}`)));
    expect(fingerprint(flag)).toBe(
      fingerprint(planOf(`${optimizers}\nlr_spike: { update: 480, factor: 1e4, part: actor }`)),
    );
  });

  test.each([
    ['factor=1e4', 'has to say which step of the optimizer is spiked'],
    ['480', 'takes settings, given "480"'],
    ['update=0', 'update must be'],
    ['update=480,factor=-1', 'factor must be'],
    ['update=480,part=both', 'part must be'],
    ['update=480,size=3', 'size'],
    ['update=480,(', 'cannot read'],
  ])('%s is refused in one line', (text, words) => {
    const plan = () => planOf(optimizers, { lr_spike: text });
    expect(plan).toThrow(words);
    expect(plan).toThrow(/^[^\n]+$/);
  });
});
