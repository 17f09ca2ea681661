import { expect, test } from 'vitest';
import { ownScores } from '../../agents/advantages/diagnostics.ts';
import { inflation, momentsOf, standardizedRewards } from '../../src/studies/team-bandit.ts';
import { expectClose, goldenCases, type Numbers } from '../agents/golden.ts';
import { newStore } from '../store/new-store.ts';
import { advantage, newExperiment } from '../store/records.ts';

type Case = {
  readonly id: string;
  readonly inputs: { readonly rewards: readonly (readonly number[])[] };
} & (
  | {
      readonly kind: 'inflation';
      readonly expected: Readonly<
        Record<'global_mean' | 'global_std', number> &
          Record<
            'per_agent_second_moment_global' | 'predicted_inflation' | 'per_agent_second_moment_own',
            readonly number[]
          >
      >;
    }
  | {
      readonly kind: 'inflation_zero';
      readonly expected: { readonly own_std: readonly number[]; readonly advantages_own: Numbers };
    }
);

const tolerance = 1e-9;

const square = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value * value, 0) / values.length;

for (const { id, kind, inputs, expected } of goldenCases<Case>('agent_normalisation', 'systems')) {
  const { rewards } = inputs;
  const own = rewards.map(momentsOf);
  test(`${id}: statistics and advantages`, () => {
    if (kind === 'inflation_zero') {
      expectClose(
        own.map(({ std }) => std),
        expected.own_std,
        tolerance,
      );
      expectClose(standardizedRewards(rewards, 'own').flat(), expected.advantages_own, tolerance);
      return;
    }
    const all = momentsOf(rewards.flat());
    expectClose([all.mean, all.std], [expected.global_mean, expected.global_std], tolerance);
    expectClose(inflation(rewards), expected.predicted_inflation, tolerance);
    const moments = (statistics: 'global' | 'own') => standardizedRewards(rewards, statistics).map(square);
    expectClose(moments('global'), expected.per_agent_second_moment_global, tolerance);
    expectClose(moments('own'), expected.per_agent_second_moment_own, tolerance);
  });

  test(`${id}: what the results file says of a team with these scores`, () => {
    const store = newStore();
    const { runIds } = store.createExperiment(newExperiment([{}]));
    const records = rewards.map((scores, index) => advantage({ agent: index + 1, ...ownScores(scores) }));
    store.write(runIds, records);
    const rows = store.db
      .prepare<[], Record<'team_mean' | 'team_std' | 'score_std' | 'global_second_moment', number>>(
        'select * from agent_normalisation order by agent',
      )
      .all();
    const [{ team_mean, team_std }] = rows as [(typeof rows)[number]];
    if (kind === 'inflation') {
      expectClose([team_mean, team_std], [expected.global_mean, expected.global_std], tolerance);
      expectClose(
        rows.map((row) => row.global_second_moment),
        expected.predicted_inflation,
        tolerance,
      );
    } else {
      expectClose(
        rows.map(({ score_std }) => score_std),
        expected.own_std,
        tolerance,
      );
    }
  });
}

test('a team whose scores are all the same has no second moment to speak of, and advantages of 0', () => {
  const rewards = [
    [0.1, 0.1, 0.1],
    [0.1, 0.1, 0.1],
  ];
  expect(inflation(rewards)).toEqual([1, 1]);
  for (const statistics of ['global', 'own'] as const)
    expect(
      standardizedRewards(rewards, statistics)
        .flat()
        .every((value) => value === 0),
    ).toBe(true);
  const store = newStore();
  const { runIds } = store.createExperiment(newExperiment([{}]));
  store.write(runIds, [advantage(ownScores([2, 2])), advantage({ agent: 2, ...ownScores([2, 2]) })]);
  expect(store.db.prepare('select global_second_moment from agent_normalisation').pluck().all()).toEqual([
    null,
    null,
  ]);
});
