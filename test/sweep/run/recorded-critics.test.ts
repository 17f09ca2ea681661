import { expect, test } from 'vitest';
import { planSweep } from '../../../src/sweep/plan/plan.ts';
import { createExperiment } from '../../../src/sweep/run/experiment.ts';
import { newStore } from '../../store/new-store.ts';

test('The file says what trained the critic of a run, and never takes two critics for one optimizer', () => {
  const store = newStore();
  const plan = planSweep({
    title: '',
    env: 'cartpole',
    optimizers: [
      'MILO',
      'SPLIT(MILO,critic=CLIP(ADAM(lr=0.5),max_norm=2))',
      { name: 'CAUTIOUS(SPLIT(MILO))', critic: ['SGD', 'MILO(momentum=0.5)'] },
    ],
    learning_rates: [0.1, 0.2],
    seeds: 1,
  });
  createExperiment(store, plan, { backend: 'cpu', plugins: [], command: '', fingerprint: '' });
  const rows = store.db
    .prepare(
      `select optimizer, critic_optimizer as critic, critic_learning_rate as rate,
         hyperparameters_json ->> '$.optimizer.critic.name' as outermost,
         hyperparameters_json ->> '$.optimizer.critic.inner.lr' as innermost
       from runs where learning_rate = 0.2`,
    )
    .all();
  const none = { outermost: null, innermost: null };
  expect(rows).toEqual([
    { optimizer: 'MILO', critic: null, rate: null, ...none },
    {
      optimizer: 'SPLIT(MILO,critic=CLIP(ADAM(lr=0.5),max_norm=2))',
      critic: 'CLIP(ADAM,max_norm=2)',
      rate: 0.5,
      outermost: 'CLIP',
      innermost: 0.5,
    },
    { optimizer: 'CAUTIOUS(SPLIT(MILO,critic=SGD))', critic: 'SGD', rate: 0.3, ...none },
    {
      optimizer: 'CAUTIOUS(SPLIT(MILO,critic=MILO(momentum=0.5)))',
      critic: 'MILO(momentum=0.5)',
      rate: 0.01,
      ...none,
    },
  ]);
  const groups = store.db.prepare('select distinct optimizer, learning_rate from runs').all();
  expect(groups).toHaveLength(plan.populations.length * 2);
});
