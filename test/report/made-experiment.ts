import type { TrainingRecord } from '../../src/results/index.ts';
import type { Store } from '../../src/store/index.ts';
import {
  end,
  episode,
  evaluation,
  gradient,
  measurement,
  newExperiment,
  trajectory,
  update,
} from '../store/records.ts';

/** A title and a label that would run if a page did not escape them. */
export const hostileTitle = 'First <script>alert("title")</script> & look';
export const hostileLabel = '<img src=x onerror=alert(1)>(lr="0.1")';

const layers = [
  '',
  'actor.0.kernel',
  'actor.0.bias',
  'actor.head.kernel',
  'critic.0.kernel',
  'critic.head.kernel',
];
const updates = 12;

/** As if somebody had done the same before, with an optimizer of a hostile name. */
const published = {
  source: hostileTitle,
  runs: 5,
  values: { MILO: { episode_return: 200, success_rate: 1 }, [hostileLabel]: { episode_return: 100 } },
};

/** As if MILO's learning rate had been what was varied. */
const ablation = {
  optimizer: 'MILO',
  design: 'one at a time',
  settings: [0.01, 1000].map((lr) => ({
    env: 'cartpole',
    agent: 'ppo',
    optimizer: 'MILO',
    learning_rate: lr,
    values: { lr },
    differs: lr === 0.01 ? [] : ['lr'],
  })),
};

/**
 * An experiment with something in every figure: three optimizers, one of them of a hostile name, at two learning rates
 * with three seeds each, two environments; runs that diverged at the large rate, and one that is still running.
 *
 * @param switches adds a task that switches, which figures of their own are about: one optimizer at one rate.
 */
export function addMadeExperiment(store: Store, { switches = false } = {}): number {
  const runs = ['cartpole', 'point-nav'].flatMap((env) =>
    ['MILO', 'ADAMW', hostileLabel].flatMap((optimizer, place) =>
      [0.01, 1000].flatMap((learningRate) =>
        [1, 2, 3].map((seed) => ({ env, optimizer, learningRate, seed, place })),
      ),
    ),
  );
  if (switches) {
    const on = { env: 'switching(cartpole,every=5000,permute=true)', optimizer: 'MILO', learningRate: 0.01 };
    // Before the last one, which is still running.
    runs.splice(-1, 0, ...[1, 2, 3].map((seed) => ({ ...on, seed, place: 0 })));
  }
  const { experimentId, runIds } = store.createExperiment(
    newExperiment(
      runs.map(({ place, ...run }) => ({ ...run, rewardThreshold: 300 })),
      { title: hostileTitle, command: `rl-bench --title '${hostileTitle}'`, config: { ablation, published } },
    ),
  );
  store.startRuns(runIds);
  runs.forEach((run, member) => {
    const isLast = member === runs.length - 1;
    const diverges = run.learningRate === 1000 && run.place === 1;
    const made = diverges ? 3 : isLast ? 6 : updates;
    store.write(runIds, [
      ...recordsOf(member, run, made),
      ...(run.env.startsWith('switching') ? dormancy(member) : []),
      ...(run.env === 'point-nav' && made === updates ? way(member) : []),
      ...(isLast
        ? []
        : [
            end({
              member,
              status: diverges ? 'diverged' : 'finished',
              error: diverges ? 'not finite' : null,
            }),
          ]),
    ]);
  });
  return experimentId;
}

/** Three steps towards a goal. */
function way(member: number): TrainingRecord[] {
  return [0, 1, 2].map((step) =>
    trajectory({
      member,
      updateIndex: updates,
      step,
      x: 0.2 * step,
      y: -0.1 * step,
      z: 0,
      goalX: 0.6,
      goalY: -0.3,
      goalZ: 0,
    }),
  );
}

/** More and more units that hardly answer. */
function dormancy(member: number): TrainingRecord[] {
  return Array.from({ length: updates }, (_, index) =>
    measurement({
      member,
      updateIndex: index + 1,
      source: 'dormant',
      quantity: 'actor.0',
      value: index / 24,
    }),
  );
}

interface MadeRun {
  readonly place: number;
  readonly seed: number;
  readonly learningRate: number;
}

function recordsOf(member: number, { place, seed, learningRate }: MadeRun, made: number): TrainingRecord[] {
  const skill = learningRate < 1 ? 1 - 0.2 * place : 0.1;
  const records: TrainingRecord[] = [evaluation({ member, meanReturn: seed, successRate: 0, wallS: 0 })];
  for (let updateIndex = 1; updateIndex <= made; updateIndex++) {
    const progress = updateIndex / updates;
    const at = { member, updateIndex, envStep: 1000 * updateIndex, wallS: updateIndex };
    records.push(episode({ ...at, episode: updateIndex - 1, return: 300 * skill * progress + 10 * seed }));
    records.push(update(at));
    const whose = { kind: 'measurement', member, updateIndex, agent: 1, source: 'controllers' } as const;
    records.push({ ...whose, quantity: 'learning_rate_factor', value: 1 / updateIndex });
    records.push({ ...whose, quantity: 'samples', value: 2 * updateIndex });
    for (const quantity of ['el2n_mean', 'el2n_q90', 'grand_mean', 'grand_q90', 'spearman']) {
      records.push({ ...whose, source: 'scores', quantity, value: 1 / updateIndex });
    }
    records.push({ ...whose, source: 'supervised', quantity: 'train_loss', value: 1 / updateIndex });
    records.push({ ...whose, source: 'supervised', quantity: 'test_loss', value: 2 / updateIndex });
    records.push({ ...whose, source: 'noise_scale', quantity: 'actor', value: 100 * updateIndex });
    records.push({ ...whose, source: 'curvature', quantity: 'actor.sharpness', value: 5 + updateIndex });
    records.push(
      evaluation({ ...at, meanReturn: 400 * skill * progress + 10 * seed, successRate: skill * progress }),
    );
    records.push(
      ...layers.map((layer, layerIndex) =>
        gradient({
          member,
          updateIndex,
          layer,
          layerIndex,
          gradNorm: (1 + layerIndex) / (updateIndex + place),
          updateNorm: 0.01,
        }),
      ),
    );
  }
  return records;
}
