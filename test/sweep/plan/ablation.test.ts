import { describe, expect, test } from 'vitest';
import { optimizers } from '../../../src/optimizers/index.ts';
import { countChanges, planAblation } from '../../../src/sweep/plan/ablation.ts';
import { exampleOf } from '../../optimizers/examples.ts';

const study = { title: '', env: 'cartpole', seeds: 2 };

/** What each setting of a plan is called, and where it is not as the optimizer is. */
function differences(...args: Parameters<typeof planAblation>): string[] {
  return planAblation(...args).ablation!.settings.map(
    ({ optimizer, learning_rate, differs }) => `${optimizer} ${learning_rate}: ${differs.join(' ')}`,
  );
}

describe('an ablation', () => {
  test('one at a time trains the optimizer as it is, and every other value of every factor', () => {
    const factors = ['lr=0.1,0.01', 'momentum=0,0.45,0.9', 'normalize=true,false'];
    const plan = planAblation(study, 'MILO', factors, 'one at a time', {});
    expect(plan.ablation!.settings.map(({ differs, values }) => [differs, values])).toEqual([
      [[], { lr: 0.01, momentum: 0.9, normalize: true }],
      [['lr'], { lr: 0.1, momentum: 0.9, normalize: true }],
      [['momentum'], { lr: 0.01, momentum: 0, normalize: true }],
      [['momentum'], { lr: 0.01, momentum: 0.45, normalize: true }],
      [['normalize'], { lr: 0.01, momentum: 0.9, normalize: false }],
    ]);
    expect(plan.populations.map(({ population }) => population.members.length)).toEqual([2, 2, 2, 2, 2]);
  });

  test('keeps what the optimizer was given, wrapped or not', () => {
    expect(differences(study, 'MILO(momentum=0.5,lr=0.2)', ['momentum=0,0.5'], 'one at a time', {})).toEqual([
      'MILO(momentum=0.5) 0.2: ',
      'MILO(momentum=0) 0.2: momentum',
    ]);
    expect(differences(study, 'CAUTIOUS(SGD(lr=0.2))', ['momentum=0,0.5'], 'one at a time', {})).toEqual([
      'CAUTIOUS(SGD) 0.2: ',
      'CAUTIOUS(SGD(momentum=0.5)) 0.2: momentum',
    ]);
  });

  test('varies settings of wrappers and of what they wrap, each where it belongs', () => {
    const spec = 'CLIP(CAUTIOUS(SGD(lr=0.2,momentum=0.5)),max_norm=1)';
    const factors = ['max_norm=1,0.5', 'momentum=0,0.5', 'lr=0.1'];
    expect(differences(study, spec, factors, 'one at a time', {})).toEqual([
      'CLIP(CAUTIOUS(SGD(momentum=0.5)),max_norm=1) 0.2: ',
      'CLIP(CAUTIOUS(SGD(momentum=0.5)),max_norm=0.5) 0.2: max_norm',
      'CLIP(CAUTIOUS(SGD(momentum=0)),max_norm=1) 0.2: momentum',
      'CLIP(CAUTIOUS(SGD(momentum=0.5)),max_norm=1) 0.1: lr',
    ]);
    expect(differences(study, spec, factors.slice(0, 2), 'full factorial', {})).toEqual([
      'CLIP(CAUTIOUS(SGD(momentum=0)),max_norm=1) 0.2: momentum',
      'CLIP(CAUTIOUS(SGD(momentum=0.5)),max_norm=1) 0.2: ',
      'CLIP(CAUTIOUS(SGD(momentum=0)),max_norm=0.5) 0.2: max_norm momentum',
      'CLIP(CAUTIOUS(SGD(momentum=0.5)),max_norm=0.5) 0.2: max_norm',
    ]);
  });

  test('gives a setting that several layers have to the outermost', () => {
    const spec = 'WEIGHT_DECAY(ADAM(weight_decay=0.5))';
    expect(differences(study, spec, ['weight_decay=0.2'], 'one at a time', {})[1]).toBe(
      'WEIGHT_DECAY(ADAM(weight_decay=0.5),weight_decay=0.2) 0.003: weight_decay',
    );
  });

  test('of a wrapper without a list varies its switches and choices beside what it wraps', () => {
    const { factors } = planAblation(study, 'CLIP(MILO)', [], 'one at a time', {}).ablation!;
    expect(factors).toMatchObject({ normalize: [true, false], per: expect.arrayContaining(['layer']) });
  });

  test('of full factorial design trains every combination', () => {
    const factors = ['lr=0.1,0.01', 'betas=[0.9,0.999],[0,0.999]'];
    expect(differences(study, 'ADAM', factors, 'full factorial', {})).toEqual([
      'ADAM(betas=[0.9,0.999]) 0.1: lr',
      'ADAM(betas=[0.9,0.999]) 0.01: lr',
      'ADAM(betas=[0,0.999]) 0.1: lr betas',
      'ADAM(betas=[0,0.999]) 0.01: lr betas',
    ]);
  });

  test('knows how many changes it tests', () => {
    const changes = (...args: Parameters<typeof planAblation>) =>
      countChanges(planAblation(...args).ablation!);
    expect(changes({ ...study, env: 'point-nav' }, 'MILO', [], 'one at a time', {})).toBe(15);
    const factors = ['lr=0.1,0.01', 'betas=[0.9,0.999],[0,0.999]'];
    expect(changes(study, 'ADAM', factors, 'full factorial', {})).toBe(4);
    expect(changes(study, 'ADAM(lr=0.1)', factors, 'one at a time', {})).toBe(2);
  });

  test('of every optimizer and wrapper can be planned without a list', () => {
    for (const entry of optimizers.entries()) {
      const name = exampleOf(entry);
      const asked = entry.streams ? { ...study, agents: ['stream-ac'] } : study;
      // What can train a critic alone stands beside an optimizer of the policy.
      if (entry.values) continue;
      const { settings } = planAblation(asked, name, [], 'one at a time', {}).ablation!;
      expect(settings.length, name).toBeGreaterThan(2);
      expect(settings[0]!.differs, name).toEqual([]);
    }
  });

  test.each([
    [['momentun=0,1'], /^MILO has no momentun: did you mean momentum\?/],
    [
      ['momentum'],
      /^--factors takes a setting and its values, given "momentum"; e\.g\. momentum=0,0\.45,0\.9$/,
    ],
    [['momentum='], /^--factors takes a setting and its values/],
    [['momentum=0', 'momentum=0.5'], /^--factors names momentum twice/],
    [['momentum=0.9'], /^MILO is like that already: nothing would vary/],
    [['momentum=2'], /momentum/],
    [['momentum=0.3,0.3'], /twice/],
  ])('refuses factors %j in one line', (factors, message) => {
    expect(() => planAblation(study, 'MILO', factors, 'one at a time', {})).toThrow(message);
  });
});
