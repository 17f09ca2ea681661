import { describe, test } from 'vitest';
import { actorCritic, agents, lossTerms, networks } from '../../../agents/index.ts';
import { GradientWatch } from '../../../src/diagnostics/gradient-stats.ts';
import { makeOptimizer } from '../../../src/optimizers/index.ts';
import { ParameterLayout } from '../../../src/tensors/parameter-layout.ts';
import * as tf from '../../../src/tensors/tf.ts';
import { learn } from '../../../src/training/learn.ts';
import { Learner } from '../../../src/training/learner.ts';
import { ExperienceBuffer } from '../../../src/workloads/control/experience-buffer.ts';
import type { LearningBatch } from '../../../src/workloads/control/learning-batch.ts';
import { RolloutExperience } from '../../../src/workloads/control/rollout-experience.ts';
import { doublePrecision, expectClose, flat, goldenCases, type Numbers } from '../../agents/golden.ts';

/** Torch's names and `[out, in]` matrices of a golden network. */
type TorchParams = Record<string, Numbers>;

const layers = { '0': '0', '2': '1', '4': 'head' } as const;

interface UpdateCase {
  name: string;
  policy: string;
  T: number;
  N: number;
  obs_dim: number;
  n_out: number;
  hyper: Record<string, number | boolean | null>;
  params: TorchParams;
  rollout: Record<'obs' | 'actions' | 'logprobs' | 'values' | 'rewards' | 'done_after_step', Numbers> & {
    next_value: number[];
  };
  permutations: number[][];
  advantages: Numbers;
  returns: Numbers;
  minibatch_trace: Record<'pg_loss' | 'v_loss' | 'entropy' | 'approx_kl' | 'grad_norm', number>[];
  params_after: TorchParams;
  explained_variance: number;
}

interface GradientCase {
  name: string;
  obs_dim: number;
  n_out: number;
  hyper: {
    clip_coef: number;
    ent_coef: number;
    vf_coef: number;
    max_grad_norm: number;
    adam: { lr: number; eps: number };
  };
  params: TorchParams;
  inputs: Record<'obs' | 'actions' | 'old_logprob' | 'advantages' | 'returns' | 'old_values', Numbers>;
  outputs: {
    grads: TorchParams;
    global_grad_norm: number;
    params_after_one_adam_step_sample: TorchParams;
  };
}

/** Golden tensors in the order and orientation of our own vector. */
function vectorOf(layout: ParameterLayout, torch: TorchParams): number[] {
  return layout.names.flatMap((name, index) => {
    const [network, layer, kind] = name.split('.') as [string, string, string];
    const position = Object.entries(layers).find(([, own]) => own === layer)![0];
    const [inputs, outputs] = layout.shapes[index]!;
    const values = flat(torch[`${network}.${position}.${kind === 'kernel' ? 'weight' : 'bias'}`]!);
    if (kind === 'bias') return values;
    return Array.from(
      { length: inputs * outputs },
      (_, i) => values[(i % outputs) * inputs + Math.floor(i / outputs)]!,
    );
  });
}

function setUp(
  agentSpec: string,
  optimizer: string,
  golden: { obs_dim: number; n_out: number; params: TorchParams },
) {
  const { entry, settings } = agents.resolve(agentSpec);
  const agent = entry.create(settings, { kind: 'discrete', n: golden.n_out });
  const mlp = networks.resolve('mlp');
  const model = actorCritic(agent, golden.obs_dim, (shape) => mlp.entry.create(mlp.settings, shape));
  const layout = new ParameterLayout(model.parameters);
  const start = tf.tensor3d(vectorOf(layout, golden.params), [1, 1, layout.length]);
  const learner = new Learner(makeOptimizer(optimizer), layout, start, agent.schedule.maxGradNorm);
  const schedules = [agent.schedule];
  /** The minibatches of one roll-out, and how they are learned from. */
  const experienceOf = (batch: LearningBatch) =>
    new RolloutExperience(
      { agent, agentName: 'ppo', networks: model },
      layout,
      golden.obs_dim,
      [batch],
      schedules,
      {},
      {
        records: [],
        faults: [null],
        largestRewards: [0],
      },
    );
  const learning = { active: [true], schedules, lossTerms, learningRateScale: [1], progress: [0] };
  return { agent, layout, learner, watch: new GradientWatch(layout, 1), experienceOf, learning };
}

/** A buffer with one row for every entry. */
function bufferOf(
  observationLength: number,
  copies: number,
  columns: Record<string, number[]>,
): ExperienceBuffer {
  const buffer = new ExperienceBuffer(
    { observationLength, actionLength: 1 },
    copies,
    columns.actions!.length,
  );
  columns.actions!.forEach((_, row) => {
    buffer.append(row % copies);
  });
  for (const [name, values] of Object.entries(columns)) {
    (buffer[name as keyof ExperienceBuffer] as Float64Array).set(values);
  }
  return buffer;
}

const nothingDrawn = (): number => {
  throw new Error('rows are shuffled here, not drawn');
};

describe.each(goldenCases<UpdateCase>('ppo_update'))('a whole PPO update: $name', (golden) => {
  test('ends with the parameters of the reference', async () => {
    const { hyper, rollout } = golden;
    const { agent, layout, learner, watch, experienceOf, learning } = setUp(
      `ppo(num_envs=${golden.N},num_steps=${golden.T},gamma=${hyper.gamma},gae_lambda=${hyper.lambda_},
        num_minibatches=${hyper.minibatches},update_epochs=${hyper.epochs},clip_coef=${hyper.clip_coef},
        norm_adv=${hyper.norm_adv},clip_vloss=${hyper.clip_vloss},ent_coef=${hyper.ent_coef},
        vf_coef=${hyper.vf_coef},max_grad_norm=${hyper.max_grad_norm},target_kl=${hyper.target_kl ?? 'none'})`,
      `ADAM(lr=${hyper.lr},eps=${hyper.adam_eps})`,
      golden,
    );
    const buffer = bufferOf(golden.obs_dim, golden.N, {
      observations: flat(rollout.obs),
      actions: flat(rollout.actions),
      logProbs: flat(rollout.logprobs),
      values: flat(rollout.values),
      rewards: flat(rollout.rewards),
      terminated: flat(rollout.done_after_step),
      nextValues: rollout.next_value,
    });
    const targets = agent.targets(buffer.experience());
    expectClose(targets.advantages, golden.advantages, 1e-10, 'advantages');
    expectClose(targets.returns, golden.returns, 1e-10, 'returns');

    const permutations = golden.permutations.map((order) => Int32Array.from(order));
    const batch = {
      buffer,
      ...targets,
      shuffle: { permutation: () => permutations.shift()!, uniform: nothingDrawn },
    };
    const before = tf.clone(learner.vector);
    const [terms] = await learn(learner, watch, experienceOf(batch), learning);
    const whole = (await watch.read(before, learner.vector, [1]))[0]![0]!;

    // Twelve steps of Adam, whose first ones divide by tiny second moments, multiply float32's rounding.
    const tolerance = doublePrecision ? 1e-8 : 1e-4;
    const trace = golden.minibatch_trace;
    const mean = (of: (entry: (typeof trace)[number]) => number) =>
      trace.reduce((sum, entry) => sum + of(entry), 0) / trace.length;
    const term = (name: (typeof lossTerms)[number]) => terms![lossTerms.indexOf(name)]!;
    expectClose(learner.vector.dataSync(), vectorOf(layout, golden.params_after), tolerance, 'parameters');
    expectClose(
      term('policyLoss'),
      mean(({ pg_loss }) => pg_loss),
      tolerance,
      'policy loss',
    );
    expectClose(
      term('valueLoss'),
      mean(({ v_loss }) => v_loss),
      tolerance,
      'value loss',
    );
    expectClose(
      term('entropy'),
      mean(({ entropy }) => entropy),
      tolerance,
      'entropy',
    );
    expectClose(
      term('approxKl'),
      mean(({ approx_kl }) => approx_kl),
      tolerance,
      'approximate KL',
    );
    expectClose(
      whole.gradNorm,
      Math.sqrt(mean(({ grad_norm }) => grad_norm ** 2)),
      tolerance,
      'gradient norm',
    );
  });
});

describe.each(goldenCases<GradientCase>('mlp_grad'))('one minibatch of both networks: $name', (golden) => {
  test('has the gradient, norm, clipping and Adam step of the reference', async () => {
    const { hyper, inputs, outputs } = golden;
    const { layout, learner, experienceOf, learning } = setUp(
      `ppo(num_minibatches=1,update_epochs=1,clip_coef=${hyper.clip_coef},ent_coef=${hyper.ent_coef},
        vf_coef=${hyper.vf_coef},max_grad_norm=${hyper.max_grad_norm})`,
      `ADAM(lr=${hyper.adam.lr},eps=${hyper.adam.eps})`,
      golden,
    );
    const buffer = bufferOf(golden.obs_dim, 1, {
      observations: flat(inputs.obs),
      actions: flat(inputs.actions),
      logProbs: flat(inputs.old_logprob),
      values: flat(inputs.old_values),
    });
    const inOrder = Int32Array.from({ length: buffer.length }, (_, row) => row);
    const batch = {
      buffer,
      advantages: Float64Array.from(flat(inputs.advantages)),
      returns: Float64Array.from(flat(inputs.returns)),
      shuffle: { permutation: () => inOrder, uniform: nothingDrawn },
    };
    const seen: tf.Tensor[] = [];
    class Spy extends GradientWatch {
      override added(...[totals, gradient, active]: Parameters<GradientWatch['added']>): tf.Tensor[] {
        seen.push(tf.keep(tf.clone(gradient)));
        return super.added(totals, gradient, active);
      }
    }
    const watch = new Spy(layout, 1);
    await learn(learner, watch, experienceOf(batch), learning);
    const tolerance = doublePrecision ? 1e-10 : 2e-6;
    expectClose(seen[0]!.dataSync(), vectorOf(layout, outputs.grads), tolerance, 'gradient');
    const whole = (await watch.read(learner.vector, learner.vector, [1]))[0]![0]!;
    expectClose(whole.gradNorm, outputs.global_grad_norm, tolerance, 'gradient norm');

    const stepped = learner.vector.dataSync();
    for (const [name, sample] of Object.entries(outputs.params_after_one_adam_step_sample)) {
      const [network, position, kind] = name.split('.') as [string, keyof typeof layers, string];
      const index = layout.names.indexOf(
        `${network}.${layers[position]}.${kind === 'weight' ? 'kernel' : 'bias'}`,
      );
      const [rows, columns] = layout.shapes[index]!;
      // The sample is the first numbers of torch's row-major [out, in].
      const at = (i: number) => (kind === 'bias' ? i : (i % rows) * columns + Math.floor(i / rows));
      const found = flat(sample).map((_, i) => stepped[layout.offsets[index]! + at(i)]!);
      expectClose(found, flat(sample), tolerance, `${name} after the step`);
    }
  });
});
