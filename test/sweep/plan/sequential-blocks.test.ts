import { expect, test } from 'vitest';
import { decisionSentences } from '../../../src/sequential-decisions.ts';
import {
  nextBlock,
  type SequentialScore,
  sequentialDecisions,
} from '../../../src/sweep/plan/sequential-blocks.ts';
import { planStudy } from '../../../src/sweep/run/run-study.ts';

const seeds = { block: 3, max: 9, alpha: 0.5 };

function scored(optimizer: string, returns: readonly (number | 'diverged')[]): SequentialScore[] {
  return returns.map((value, index) => ({
    env: 'point-nav',
    agent: 'ppo',
    optimizer,
    seed: index + 1,
    status: value === 'diverged' ? 'diverged' : 'finished',
    finalReturn: value === 'diverged' ? -999 : value,
    finalNotFinite: 0,
  }));
}

const far = scored('SGD', [-50, 'diverged', -51]);
const first = [...scored('ADAM', [1, 2, 3]), ...scored('LION', [1.1, 1.9, 3]), ...far];

test('who is decided trains no more, and the others train the seeds that follow', () => {
  const decisions = sequentialDecisions(seeds, first);
  expect(decisions.tasks[0]).toMatchObject({
    blocks: 1,
    open: ['ADAM', 'LION'],
    pairs: [{ better: null }, { better: 'ADAM', block: 1 }, { better: 'LION', block: 1 }],
  });
  const plan = planStudy({
    env: 'point-nav',
    agents: ['ppo'],
    optimizers: ['ADAM', 'LION', 'SGD'],
    seeds: 'auto(block=3,max=9,alpha=0.5)',
  });
  const next = nextBlock(plan, seeds, decisions);
  expect(next.map(({ label, population }) => [label, population.members.map(({ seed }) => seed)])).toEqual([
    ['ADAM', [4, 5, 6]],
    ['LION', [4, 5, 6]],
  ]);
});

test('a later block changes no earlier look, and the runs of who had been decided are saved', () => {
  const later = [4, 5, 6, 7, 8, 9].map((value) => -100 * value);
  const all = [...scored('ADAM', [1, 2, 3, ...later]), ...scored('LION', [1.1, 1.9, 3, ...later]), ...far];
  const decisions = sequentialDecisions(seeds, all);
  expect(decisions.tasks[0]!.pairs.slice(1)).toEqual(
    sequentialDecisions(seeds, first).tasks[0]!.pairs.slice(1),
  );
  expect(decisions).toMatchObject({ runs: 21, most: 27, tasks: [{ blocks: 3, open: [] }] });
  const said = decisionSentences(seeds, decisions);
  expect(said[0]).toContain('which of ADAM and LION is better cannot be said with 9 seeds');
  expect(said.at(-1)).toContain('6 (22 %) were saved');
});
