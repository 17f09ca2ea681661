import { expect, test } from 'vitest';
import { environments } from '../../../envs/index.ts';
import { environmentTopic, randomSteps } from '../../../src/bench/topics/environments.ts';

const byThemselves = environments
  .entries()
  .filter(({ wraps }) => wraps !== true)
  .map(({ name }) => name);

test('There is a row for every environment that stands by itself', () => {
  const rows = environmentTopic.rows([]) as { env: string; why: string | null }[];
  expect(rows.map(({ env }) => env)).toEqual(byThemselves);
  const measured = new Set(
    environmentTopic.cases({ quick: true }).map((each) => (each as { env: string }).env),
  );
  expect(rows.filter(({ why }) => why === null).map(({ env }) => env)).toEqual([...measured]);
});

test.each(environmentTopic.cases({ quick: true }).map((each) => (each as { env: string }).env))(
  '%s is stepped over and over, a step of a copy being a unit',
  (env) => {
    const { work } = randomSteps({ env, copies: 3 });
    for (let call = 0; call < 5; call++) expect(work()).toBe(3 * 64);
  },
);
