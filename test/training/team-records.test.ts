import { describe, expect, test } from 'vitest';
import type { TrainingRecord } from '../../src/results/index.ts';
import { teamRecords } from '../../src/training/team-records.ts';
import { advantage, end, episode, evaluation, gradient, measurement, update } from '../store/records.ts';

/** What two agents of each of two teams report of one update, in the order of a population. */
const reported: TrainingRecord[] = [
  ...[0, 1, 2, 3].map((member) => episode({ member, return: 10 ** member })),
  ...[0, 1, 2, 3].flatMap((member) => [
    update({ member, policyLoss: member, entropy: 3 * member, valueLoss: null }),
    gradient({ member, layerIndex: 0, layer: `agent${(member % 2) + 1}`, gradNorm: 3 + member }),
    gradient({ member, layerIndex: 1, layer: `agent${(member % 2) + 1}.actor.0.kernel`, gradNorm: member }),
    advantage({ member, rawStd: member }),
  ]),
  ...[0, 1, 2, 3].map((member) => evaluation({ member, meanReturn: Math.floor(member / 2) })),
  ...[0, 1, 2, 3].map((member) => end({ member })),
];

function combined<Kind extends TrainingRecord['kind']>(kind: Kind) {
  return teamRecords(reported, 2).filter(
    (record): record is Extract<TrainingRecord, { kind: Kind }> => record.kind === kind,
  );
}

describe('What the agents of a team report becomes what the team does:', () => {
  test('one episode, whose return is the mean', () => {
    expect(combined('episode')).toEqual([
      episode({ member: 0, return: 5.5 }),
      episode({ member: 1, return: 550 }),
    ]);
  });

  test('one update of mean figures; what nobody reports stays unknown', () => {
    expect(combined('update')).toEqual([
      update({ member: 0, policyLoss: 0.5, entropy: 1.5, valueLoss: null }),
      update({ member: 1, policyLoss: 2.5, entropy: 7.5, valueLoss: null }),
    ]);
  });

  test('the gradient of the whole team first, then of every agent with its layers', () => {
    const own = combined('gradient').filter(({ member }) => member === 0);
    expect(
      own
        .sort((a, b) => a.layerIndex - b.layerIndex)
        .map(({ layerIndex, layer, gradNorm }) => [layerIndex, layer, gradNorm]),
    ).toEqual([
      [0, '', 5],
      [1, 'agent1', 3],
      [2, 'agent1.actor.0.kernel', 0],
      [3, 'agent2', 4],
      [4, 'agent2.actor.0.kernel', 1],
    ]);
  });

  test('the advantages of every agent', () => {
    expect(combined('advantage').map(({ member, agent, rawStd }) => [member, agent, rawStd])).toEqual([
      [0, 1, 0],
      [0, 2, 1],
      [1, 1, 2],
      [1, 2, 3],
    ]);
  });

  test('the measurements of every agent, though one has more to say than the other', () => {
    const said = [
      measurement({ member: 0, quantity: 'rate' }),
      measurement({ member: 1, quantity: 'rate' }),
      measurement({ member: 1, quantity: 'factor' }),
      update({ member: 0 }),
      update({ member: 1 }),
    ];
    expect(teamRecords(said, 2)).toEqual([
      measurement({ agent: 1, quantity: 'rate' }),
      measurement({ agent: 2, quantity: 'rate' }),
      measurement({ agent: 2, quantity: 'factor' }),
      update(),
    ]);
  });

  test('one evaluation and one end', () => {
    expect(combined('evaluation')).toEqual(
      [0, 1].map((member) => evaluation({ member, meanReturn: member })),
    );
    expect(combined('end')).toEqual([end({ member: 0 }), end({ member: 1 })]);
  });
});

test('The whole gradient of a team has the statistics of all its numbers', () => {
  const vectors = [
    [1, -2, 4],
    [0, 5, 7],
  ];
  const statistics = (numbers: readonly number[]) => {
    const gradMean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
    const variance = numbers.reduce((sum, x) => sum + (x - gradMean) ** 2, 0) / numbers.length;
    return {
      gradNorm: Math.hypot(...numbers),
      gradMean,
      gradStd: Math.sqrt(variance),
      gradMaxAbs: Math.max(...numbers.map(Math.abs)),
      updateNorm: Math.hypot(...numbers),
      paramNorm: Math.hypot(...numbers),
    };
  };
  const records = vectors.map((numbers, member) =>
    gradient({ member, layerIndex: 0, cosinePrevious: 0.5, ...statistics(numbers) }),
  );
  const [whole] = teamRecords(records, 2) as (typeof records)[number][];
  for (const [name, value] of Object.entries(statistics(vectors.flat()))) {
    expect(whole![name as keyof typeof whole], name).toBeCloseTo(value, 12);
  }
  expect(whole!.cosinePrevious).toBeNull();
});

test('Agents alone report for themselves', () => {
  expect(teamRecords(reported, 1)).toBe(reported);
});
