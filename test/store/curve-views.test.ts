import { describe, expect, test } from 'vitest';
import { all, column, store } from './made-runs.ts';
import { newStore } from './new-store.ts';
import { gradient, newExperiment } from './records.ts';

describe('learning_curves', () => {
  test('has a point for every update at which seeds were evaluated, whatever became of them', () => {
    const made = store(
      {
        evaluations: [
          [10, 0],
          [20, 0.5],
        ],
      },
      {
        evaluations: [
          [14, 0],
          [40, 1],
        ],
        ends: null,
      },
      { evaluations: [[30, 0]], ends: 'diverged' },
    );
    expect(all(made, 'select * from learning_curves order by update_index')).toEqual([
      {
        experiment_id: 1,
        env: 'cartpole',
        agent: 'ppo',
        optimizer: 'MILO(momentum=0.8)',
        learning_rate: 0.001,
        update_index: 0,
        env_step: 0,
        seeds: 3,
        mean_return: 18,
        min_return: 10,
        max_return: 30,
        iqm_return: 18,
        success_rate: 0,
        phase: 'scoring',
        not_finite: 0,
      },
      {
        experiment_id: 1,
        env: 'cartpole',
        agent: 'ppo',
        optimizer: 'MILO(momentum=0.8)',
        learning_rate: 0.001,
        update_index: 10,
        env_step: 100,
        seeds: 2,
        mean_return: 30,
        min_return: 20,
        max_return: 40,
        iqm_return: 30,
        success_rate: 0.75,
        phase: 'scoring',
        not_finite: 0,
      },
    ]);
  });

  test('trims the interquartile mean of many seeds', () => {
    const made = store(...[0, 1000, 3, 4, 5, -1000, 6, 7].map((score) => ({ evaluations: [score] })));
    expect(column(made, 'select iqm_return from learning_curves')).toEqual([(3 + 4 + 5 + 6) / 4]);
  });
});

describe('gradient_imbalance', () => {
  test('divides the gradient norm of the first kernel of each network by that of its last', () => {
    const made = newStore();
    const { runIds } = made.createExperiment(newExperiment([{}, {}]));
    const layers: Readonly<Record<string, number>> = {
      '': 100,
      'actor.0.kernel': 1,
      'actor.0.bias': 50,
      'actor.1.kernel': 7,
      'actor.head.kernel': 4,
      'actor.head.bias': 60,
      'actor.log_std': 70,
      'critic.0.kernel': 3,
      'critic.head.kernel': 2,
    };
    const statistics = (updateIndex: number, factor: number) =>
      Object.entries(layers).map(([layer, gradNorm], layerIndex) =>
        gradient({
          updateIndex,
          layerIndex,
          layer,
          gradNorm: layer === 'actor.head.kernel' ? gradNorm * factor : gradNorm,
        }),
      );
    made.write(runIds, [...statistics(5, 1), ...statistics(6, 2), ...statistics(7, 0)]);
    expect(all(made, 'select * from gradient_imbalance order by network, update_index limit 1')).toEqual([
      {
        run_id: runIds[0],
        update_index: 5,
        network: 'actor',
        first_layer: 'actor.0.kernel',
        last_layer: 'actor.head.kernel',
        first_grad_norm: 1,
        last_grad_norm: 4,
        imbalance: 0.25,
      },
    ]);
    const imbalances = 'select network, update_index, imbalance from gradient_imbalance order by 1, 2';
    expect(made.db.prepare(imbalances).raw().all()).toEqual([
      ['actor', 5, 0.25],
      ['actor', 6, 0.125],
      ['actor', 7, null],
      ['critic', 5, 1.5],
      ['critic', 6, 1.5],
      ['critic', 7, 1.5],
    ]);
  });

  test('tells the networks of the agents of a team apart', () => {
    const made = newStore();
    const { runIds } = made.createExperiment(newExperiment([{}]));
    const norms: Readonly<Record<string, number>> = {
      '': 9,
      agent1: 8,
      'agent1.actor.0.kernel': 1,
      'agent1.actor.head.kernel': 2,
      'agent1.critic.0.kernel': 3,
      'agent1.critic.head.kernel': 4,
      agent2: 7,
      'agent2.actor.0.kernel': 5,
      'agent2.actor.head.kernel': 2,
    };
    const records = Object.entries(norms).map(([layer, gradNorm], layerIndex) =>
      gradient({ layerIndex, layer, gradNorm }),
    );
    made.write(runIds, records);
    const imbalances = 'select network, imbalance from gradient_imbalance order by 1';
    expect(made.db.prepare(imbalances).raw().all()).toEqual([
      ['agent1.actor', 0.5],
      ['agent1.critic', 0.75],
      ['agent2.actor', 2.5],
    ]);
  });
});

describe('gradient_spikes', () => {
  test('divides the largest gradient norm of a run by the median one, layer by layer', () => {
    const made = newStore();
    const { runIds } = made.createExperiment(newExperiment([{}, {}]));
    const norms = (member: number, layerIndex: number, layer: string, ...values: number[]) =>
      values.map((gradNorm, index) =>
        gradient({ member, layerIndex, layer, gradNorm, updateIndex: index + 1 }),
      );
    made.write(runIds, [
      ...norms(0, 0, '', 1, 9, 2),
      ...norms(0, 1, 'agent1', 4, 1, 3, 12),
      ...norms(1, 0, '', 5, Number.NaN),
    ]);
    const spikes =
      'select run_id, layer, median_norm, largest_norm, spike from gradient_spikes order by 1, 2';
    expect(made.db.prepare(spikes).raw().all()).toEqual([
      [runIds[0], '', 2, 9, 4.5],
      [runIds[0], 'agent1', 3.5, 12, 12 / 3.5],
      [runIds[1], '', 5, 5, 1],
    ]);
  });
});
