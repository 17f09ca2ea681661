import { parseCall } from '../../call-expression.ts';
import { exampleOf, optimizers, standsAlone } from '../../optimizers/index.ts';
import { countCalls } from '../../tensors/replay/recorded-function.ts';
import type { PopulationPlan } from '../../training/population-plan.ts';
import { trainPopulation } from '../../workloads/train-population.ts';
import { defineTopic, type Scope, type TimedWork } from '../topic.ts';

interface Case {
  readonly optimizer: string;
  readonly agent: string;
}

interface Row {
  readonly optimizer: string;
  /** By agent: the share of calls that were replayed; 1 where none was interpreted once recordings had been made. */
  readonly replayed: Readonly<Record<string, number>>;
}

/** The agents, each with what makes its updates small. All of them collect steps or whole episodes in environments. */
const collecting: Readonly<Record<string, string>> = {
  ppo: 'num_envs=2,num_steps=16,num_minibatches=2,update_epochs=2',
  reinforce: 'num_envs=2',
  grpo: 'group_size=2,num_groups=1',
  bnpo: 'group_size=2,num_groups=1',
  'dr-mas': 'group_size=2,num_groups=1',
  trpo: 'num_envs=2,num_steps=16,critic_epochs=4',
};
const tasks: Readonly<Record<string, string>> = { 'dr-mas': 'point-nav-team' };

/** Which steps of learning and passes through the networks are recorded once and replayed. */
export const replayTopic = defineTopic<Case, Row>({
  name: 'replay',
  title: 'Calls that are replayed, optimizer by agent',
  backends: ['simd'],
  onlyIfAsked: true,
  cases: ({ quick, optimizers: chosen }: Scope) =>
    (chosen ?? (quick ? ['ADAM', 'MILO'] : optimizers.entries().filter(standsAlone).map(exampleOf))).flatMap(
      (optimizer) =>
        Object.keys(collecting).map((agent) => ({ optimizer: optimizers.resolve(optimizer).label, agent })),
    ),
  prepare: countedTraining,
  rows: (results) =>
    [...new Set(results.map((result) => result.case.optimizer))].map((optimizer) => ({
      optimizer,
      replayed: Object.fromEntries(
        results
          .filter((result) => result.case.optimizer === optimizer)
          .map((result) => [result.case.agent, result.by.simd.facts.replayed!]),
      ),
    })),
  columns: [
    { header: 'optimizer', cell: ({ optimizer }) => optimizer },
    ...Object.keys(collecting).map((agent) => ({
      header: agent,
      align: 'right' as const,
      cell: ({ replayed }: Row) =>
        replayed[agent] === 1 ? 'all' : `${Math.floor(100 * replayed[agent]!)} %`,
    })),
  ],
  notes: () => [
    'Of the calls in a small training. all: the few aside that are recorded first.',
    'Minibatches of whole episodes have all lengths, and few come again.',
  ],
});

/** Trains a small population and counts how its functions of tensors are called. Once is an answer. */
function countedTraining({ optimizer, agent }: Case): TimedWork {
  const plan: PopulationPlan = {
    env: tasks[agent] ?? 'cartpole',
    agent: parseCall(`${agent}(${collecting[agent]})`),
    network: parseCall('mlp(sizes=[8])'),
    members: [1, 2].map((seed) => ({ seed, optimizer: parseCall(optimizer) })),
    totalTimesteps: 1024,
    evaluation: { count: 2, episodes: 1 },
  };
  let replayed = Number.NaN;
  return {
    once: true,
    async work() {
      const counts = await countCalls(async () => {
        for await (const _ of trainPopulation(plan));
      });
      const { replayed: again, recorded, interpreted } = counts;
      // Each kind of call is recorded three times before it is replayed.
      replayed = interpreted === 0 && again > recorded ? 1 : again / (again + recorded + interpreted);
      return 1;
    },
    facts: () => ({ replayed }),
  };
}
