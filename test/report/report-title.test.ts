import { expect, test } from 'vitest';
import { reportTitle } from '../../src/report/report-title.ts';

const of = (optimizers: readonly string[], envs: readonly string[]) =>
  optimizers.flatMap((optimizer) => envs.map((env) => ({ optimizer, env, settingOf: null })));

test('An experiment is called as its author has called it', () => {
  expect(reportTitle({ id: 3, title: 'Rates' }, of(['ADAM'], ['cartpole']))).toBe('Rates');
});

test('One without a title is called by what was trained on what', () => {
  const untitled = { id: 3, title: '' };
  expect(reportTitle(untitled, of(['MILO', 'ADAMW'], ['point-nav']))).toBe('MILO and ADAMW on point-nav');
  expect(reportTitle(untitled, of(['ADAM'], ['cartpole', 'acrobot', 'pendulum']))).toBe(
    'ADAM on cartpole, acrobot and pendulum',
  );
});

test('Names that fill a line are counted', () => {
  const many = ['SCHEDULEFREE', 'CLIP(ADAM,max_norm=0.5)', 'KL_SHAMPOO'];
  expect(reportTitle({ id: 3, title: '' }, of(many, ['cartpole']))).toBe('3 optimizers on cartpole');
});

test('One without runs has its number', () => {
  expect(reportTitle({ id: 3, title: '' }, [])).toBe('Experiment 3');
});
