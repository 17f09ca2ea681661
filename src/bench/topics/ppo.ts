import { trainPopulation } from '../../workloads/train-population.ts';
import { cartpole, ppoGradient } from '../ppo-gradient.ts';
import { defineTopic, type TimedWork } from '../topic.ts';
import { rivals, type Versus, versus, versusColumns } from '../versus.ts';

interface Case {
  readonly work: 'gradient' | 'update';
  readonly members: number;
}

type Row = Case & Versus;

const width = 64;
const samples = 256;

/** One update after the other of a training that does not end. A unit is a member's update. */
function ppoUpdate(members: number): TimedWork {
  const training = trainPopulation(cartpole(members, width, 1e12));
  return {
    async work() {
      await training.next();
      return members;
    },
  };
}

/** How long PPO takes to learn, a member. */
export const ppoTopic = defineTopic<Case, Row>({
  name: 'ppo',
  title: 'PPO, two tanh nets of 4-64-64: a member of a population',
  backends: rivals,
  cases: ({ quick }) =>
    (['gradient', 'update'] as const).flatMap((work) =>
      (quick ? [1, 8] : [1, 8, 32]).map((members) => ({ work, members })),
    ),
  prepare: ({ work, members }) =>
    work === 'gradient' ? ppoGradient({ members, width, samples }) : ppoUpdate(members),
  rows: (results) => results.map((result) => ({ ...result.case, ...versus(result) })),
  columns: [
    { header: 'work', cell: ({ work }) => work },
    { header: 'members', align: 'right', cell: ({ members }) => String(members) },
    ...versusColumns('ms'),
  ],
  notes: () => [
    'ms of CPU a member; ×: times as fast as TensorFlow.js as it comes.',
    `gradient: of ${samples} samples. update: 4 × 128 steps of CartPole, 16 minibatches of`,
    '128, ADAM, gradient statistics.',
  ],
});
