/**
 * Proximal policy optimisation (Schulman et al. 2017) to be read from top to bottom: one member, one file, plain
 * TensorFlow.js with automatic differentiation, as CleanRL's `ppo.py` and `ppo_continuous_action.py` are for Python.
 *
 * The agent `ppo` of rl-bench computes the same for whole populations at once, with ops of its own.
 * `test/reference/ppo.golden.test.ts` holds it to this file, update by update: same seed, same numbers but for rounding.
 * From rl-bench this file takes the environments, the streams of random numbers and TensorFlow.js, and nothing else.
 */
import { makeEnv, stepResult } from '../envs/index.ts';
import { RandomStream } from '../src/random.ts';
import type { ActionSpace } from '../src/spaces.ts';
import * as tf from '../src/tensors/tf.ts';

/** The settings of the agent `ppo`, of the network `mlp` and of the optimizer `ADAM`, under their names there. */
export const defaults = {
  env: 'cartpole',
  seed: 1,
  total_timesteps: 100_000,
  /** Copies of the environment that act side by side, and steps of each between two updates. */
  num_envs: 4,
  num_steps: 128,
  gamma: 0.99,
  gae_lambda: 0.95,
  num_minibatches: 4,
  update_epochs: 4,
  norm_adv: true,
  clip_coef: 0.2,
  clip_vloss: true,
  ent_coef: 0.01,
  vf_coef: 0.5,
  max_grad_norm: 0.5,
  target_kl: Number.POSITIVE_INFINITY,
  anneal_lr: true,
  log_std_init: 0,
  sizes: [64, 64],
  lr: 1e-3,
  betas: [0.9, 0.999],
  eps: 1e-5,
};

/** What the loss says of one minibatch. */
interface Losses {
  readonly policyLoss: number;
  readonly valueLoss: number;
  readonly entropy: number;
  readonly approxKl: number;
  readonly clipFraction: number;
}

/** What there is to say of one update, in which the losses are means over its minibatches. */
export interface PpoUpdate extends Losses {
  readonly updateIndex: number;
  readonly envStep: number;
  readonly learningRate: number;
  /** 1 − Var(returns − values) / Var(returns) of the critic before the update. */
  readonly explainedVariance: number;
  /** Of the episodes that ended in this roll-out. */
  readonly episodeReturns: readonly number[];
  /** All parameters after the update: the actor's, those of its distribution, the critic's. */
  readonly parameters: readonly number[];
}

/** Trains one member. Every update is computed when it is asked for. */
export function* ppo(settings: Partial<typeof defaults> = {}): Generator<PpoUpdate> {
  const s = { ...defaults, ...settings };
  const batch = s.num_envs * s.num_steps;
  const updates = Math.floor(s.total_timesteps / batch);
  const copies = Array.from({ length: s.num_envs }, (_, copy) => copy);

  // The environment resets a copy as soon as its episode ends; `result` keeps the last observation of the old one.
  const env = makeEnv(s.env, { size: s.num_envs });
  const result = stepResult(env);
  env.reset(copies.map((copy) => RandomStream.of(s.seed, 'environment', copy)));
  const actionStreams = copies.map((copy) => RandomStream.of(s.seed, 'action', copy));
  const shuffle = RandomStream.of(s.seed, 'shuffle');
  const width = env.spec.observationSpace.low.length;

  // Two networks that share nothing, and what the distribution of actions learns beside them.
  const policy = policyFor(env.spec.actionSpace, s.log_std_init);
  const weights = RandomStream.of(s.seed, 'parameters');
  let params = [
    ...initialNetwork([width, ...s.sizes, policy.outputs], 0.01, weights),
    ...policy.initial(),
    ...initialNetwork([width, ...s.sizes, 1], 1, weights),
  ];
  const ofNetwork = 2 * (s.sizes.length + 1);
  const actor = (of: tf.Tensor[], x: tf.Tensor2D) => forward(of.slice(0, ofNetwork), x);
  const critic = (of: tf.Tensor[], x: tf.Tensor2D) => tf.squeeze(forward(of.slice(-ofNetwork), x), [1]);
  const ofPolicy = (of: tf.Tensor[]) => of.slice(ofNetwork, -ofNetwork);
  // A tensor of a copy, for the environment writes its observations in place.
  const tensorOf = (observations: Float32Array) =>
    tf.tensor2d(Float32Array.from(observations), [s.num_envs, width]);
  const valuesOf = (observations: Float32Array) =>
    tf.tidy(() => critic(params, tensorOf(observations)).dataSync());

  // Adam's memory, a tensor for every parameter.
  let m = params.map((param) => tf.zerosLike(param));
  let v = params.map((param) => tf.zerosLike(param));
  let adamSteps = 0;

  const returnsSoFar = copies.map(() => 0);
  for (let update = 1; update <= updates; update++) {
    const learningRate = s.anneal_lr ? s.lr * (1 - (update - 1) / updates) : s.lr;

    // ---- Roll-out: row = step · num_envs + copy.
    const observations = new Float32Array(batch * width);
    const actions = new Float32Array(batch * policy.width);
    const logProbs = new Float64Array(batch);
    const values = new Float64Array(batch);
    const rewards = new Float64Array(batch);
    const finalValues = new Float64Array(batch);
    const terminated = new Uint8Array(batch);
    const truncated = new Uint8Array(batch);
    const episodeReturns: number[] = [];
    const spread = ofPolicy(params).map((param) => param.dataSync());
    for (let step = 0; step < s.num_steps; step++) {
      const first = step * s.num_envs;
      observations.set(env.observations, first * width);
      values.set(valuesOf(env.observations), first);
      const outputs = tf.tidy(() => actor(params, tensorOf(env.observations)).dataSync());
      for (const copy of copies) {
        const own = outputs.subarray(copy * policy.outputs, (copy + 1) * policy.outputs);
        const at = (first + copy) * policy.width;
        logProbs[first + copy] = policy.sample(own, spread, actionStreams[copy]!, actions, at);
      }
      const drawn = actions.subarray(first * policy.width, (first + s.num_envs) * policy.width);
      env.step(clipped(drawn, env.spec.actionSpace), result);
      rewards.set(result.rewards, first);
      terminated.set(result.terminated, first);
      truncated.set(result.truncated, first);
      if (result.truncated.includes(1)) finalValues.set(valuesOf(result.finalObservations), first);
      for (const copy of copies) {
        returnsSoFar[copy]! += result.rewards[copy]!;
        if (!result.terminated[copy] && !result.truncated[copy]) continue;
        episodeReturns.push(returnsSoFar[copy]!);
        returnsSoFar[copy] = 0;
      }
    }

    // ---- Generalised advantage estimation (Schulman et al. 2016). An episode that was cut by its time limit goes on with
    // the value of its last observation; one that ended by the rules of its task is worth nothing afterwards.
    const advantages = new Float64Array(batch);
    const nextValues = valuesOf(env.observations);
    for (const copy of copies) {
      let [nextValue, nextAdvantage] = [nextValues[copy]!, 0];
      for (let row = batch - s.num_envs + copy; row >= 0; row -= s.num_envs) {
        if (terminated[row] || truncated[row]) {
          nextValue = terminated[row] ? 0 : finalValues[row]!;
          nextAdvantage = 0;
        }
        const delta = rewards[row]! + s.gamma * nextValue - values[row]!;
        advantages[row] = delta + s.gamma * s.gae_lambda * nextAdvantage;
        [nextValue, nextAdvantage] = [values[row]!, advantages[row]!];
      }
    }
    const returns = advantages.map((advantage, row) => advantage + values[row]!);

    // ---- Epochs of minibatches.
    const measured: Losses[] = [];
    for (let epoch = 0; epoch < s.update_epochs; epoch++) {
      const order = shuffle.permutation(batch);
      const size = Math.floor(batch / s.num_minibatches);
      for (let part = 0; part < s.num_minibatches; part++) {
        const rows = [...order.subarray(part * size, (part + 1) * size)];
        const pick = (column: Float64Array) => tf.tensor1d(rows.map((row) => column[row]!));
        const own = rows.map((row) => advantages[row]!);
        adamSteps++;

        const next = tf.tidy(() => {
          const seen = tf.gather(tf.tensor2d(observations, [batch, width]), rows) as tf.Tensor2D;
          const acted = tf.gather(tf.tensor2d(actions, [batch, policy.width]), rows) as tf.Tensor2D;
          const [oldLogProbs, oldValues, target] = [pick(logProbs), pick(values), pick(returns)];
          const advantage = tf.tensor1d(s.norm_adv ? standardized(own) : own);

          const loss = (...of: tf.Tensor[]): tf.Tensor => {
            const { logProb, entropy } = policy.judge(actor(of, seen), ofPolicy(of), acted);
            const newValues = critic(of, seen);

            const logRatio = tf.sub(logProb, oldLogProbs);
            const ratio = tf.exp(logRatio);
            const plain = tf.mul(tf.neg(advantage), ratio);
            const bounded = tf.mul(
              tf.neg(advantage),
              tf.clipByValue(ratio, 1 - s.clip_coef, 1 + s.clip_coef),
            );
            const policyLoss = tf.mean(tf.maximum(plain, bounded));

            const error = tf.square(tf.sub(newValues, target));
            const move = tf.clipByValue(tf.sub(newValues, oldValues), -s.clip_coef, s.clip_coef);
            const boundedError = tf.square(tf.sub(tf.add(oldValues, move), target));
            const valueLoss = tf.mul(0.5, tf.mean(s.clip_vloss ? tf.maximum(error, boundedError) : error));

            const meanEntropy = tf.mean(entropy);
            const beyond = tf.cast(tf.greater(tf.abs(tf.sub(ratio, 1)), s.clip_coef), 'float32');
            measured.push({
              policyLoss: numberOf(policyLoss),
              valueLoss: numberOf(valueLoss),
              entropy: numberOf(meanEntropy),
              // Schulman's estimate of the KL divergence, http://joschu.net/blog/kl-approx.html
              approxKl: numberOf(tf.mean(tf.sub(tf.sub(ratio, 1), logRatio))),
              clipFraction: numberOf(tf.mean(beyond)),
            });
            return tf.addN([policyLoss, tf.mul(-s.ent_coef, meanEntropy), tf.mul(s.vf_coef, valueLoss)]);
          };
          const { grads } = tf.valueAndGrads(loss)(params);

          // One norm for all gradients together, as torch.nn.utils.clip_grad_norm_.
          const norm = tf.sqrt(tf.addN(grads.map((grad) => tf.sum(tf.square(grad)))));
          const factor = tf.minimum(tf.div(s.max_grad_norm, tf.add(norm, 1e-6)), 1);

          // Adam (Kingma & Ba 2015) as torch.optim.Adam.
          const [beta1, beta2] = s.betas as [number, number];
          const gradients = grads.map((grad) => tf.mul(grad, factor));
          const blend = (old: tf.Tensor, fresh: tf.Tensor, beta: number) =>
            tf.add(tf.mul(old, beta), tf.mul(fresh, 1 - beta));
          const newM = m.map((old, i) => blend(old, gradients[i]!, beta1));
          const newV = v.map((old, i) => blend(old, tf.square(gradients[i]!), beta2));
          const stepSize = learningRate / (1 - beta1 ** adamSteps);
          const rootCorrection = Math.sqrt(1 - beta2 ** adamSteps);
          const newParams = params.map((param, i) => {
            const root = tf.add(tf.div(tf.sqrt(newV[i]!), rootCorrection), s.eps);
            return tf.sub(param, tf.mul(stepSize, tf.div(newM[i]!, root)));
          });
          return { params: newParams, m: newM, v: newV };
        });
        tf.dispose([params, m, v]);
        ({ params, m, v } = next);
      }
      // No more epochs once the policy has moved too far.
      if (measured.at(-1)!.approxKl > s.target_kl) break;
    }

    const meanOf = (name: keyof Losses) => mean(measured.map((losses) => losses[name]));
    yield {
      updateIndex: update,
      envStep: update * batch,
      learningRate,
      policyLoss: meanOf('policyLoss'),
      valueLoss: meanOf('valueLoss'),
      entropy: meanOf('entropy'),
      approxKl: meanOf('approxKl'),
      clipFraction: meanOf('clipFraction'),
      explainedVariance:
        1 - variance(Array.from(returns, (target, row) => target - values[row]!)) / variance([...returns]),
      episodeReturns,
      parameters: params.flatMap((param) => [...param.dataSync()]),
    };
  }
  tf.dispose([params, m, v]);
}

/** How actions are drawn from what the actor puts out, on the host, and judged later, on the device. */
interface Policy {
  /** Numbers that the actor puts out, and numbers of an action. */
  readonly outputs: number;
  readonly width: number;
  /** What is learned beside the network. */
  initial(): tf.Tensor[];
  /** Writes an action to `actions[at…]`. @returns its log-probability. */
  sample(
    outputs: ArrayLike<number>,
    own: readonly ArrayLike<number>[],
    stream: RandomStream,
    actions: Float32Array,
    at: number,
  ): number;
  /** @returns `[B]` log-probabilities, and entropies. */
  judge(
    outputs: tf.Tensor,
    own: tf.Tensor[],
    actions: tf.Tensor2D,
  ): { logProb: tf.Tensor; entropy: tf.Tensor };
}

function policyFor(space: ActionSpace, logStdInit: number): Policy {
  return space.kind === 'discrete' ? categorical(space.n) : gaussian(space.low.length, logStdInit);
}

/** One of n actions, by the softmax of the actor's n outputs. */
function categorical(n: number): Policy {
  return {
    outputs: n,
    width: 1,
    initial: () => [],
    sample(logits, _own, stream, actions, at) {
      const largest = Math.max(...Array.from(logits));
      const odds = Array.from(logits, (logit) => Math.exp(logit - largest));
      const total = odds.reduce((sum, each) => sum + each, 0);
      let rest = stream.uniform() * total;
      const found = odds.slice(0, -1).findIndex((each) => {
        rest -= each;
        return rest < 0;
      });
      const action = found === -1 ? n - 1 : found;
      actions[at] = action;
      return logits[action]! - largest - Math.log(total);
    },
    judge(logits, _own, actions) {
      const logs = tf.logSoftmax(logits);
      const chosen = tf.oneHot(tf.cast(tf.squeeze(actions, [1]), 'int32') as tf.Tensor1D, n);
      return {
        logProb: tf.sum(tf.mul(logs, tf.cast(chosen, 'float32')), 1),
        entropy: tf.neg(tf.sum(tf.mul(tf.exp(logs), logs), 1)),
      };
    },
  };
}

/** Normal around the actor's outputs, with standard deviations that are learned and the same everywhere. */
function gaussian(length: number, logStdInit: number): Policy {
  const halfLog2Pi = 0.5 * Math.log(2 * Math.PI);
  return {
    outputs: length,
    width: length,
    initial: () => [tf.fill([1, length], logStdInit)],
    sample(means, [logStd], stream, actions, at) {
      let logProb = 0;
      for (let i = 0; i < length; i++) {
        const std = Math.exp(logStd![i]!);
        actions[at + i] = means[i]! + std * stream.normal();
        const z = (actions[at + i]! - means[i]!) / std;
        logProb -= 0.5 * z * z + Math.log(std) + halfLog2Pi;
      }
      return logProb;
    },
    judge(means, [logStd], actions) {
      const z = tf.div(tf.sub(actions, means), tf.exp(logStd!));
      return {
        logProb: tf.neg(tf.sum(tf.add(tf.add(tf.mul(0.5, tf.square(z)), logStd!), halfLog2Pi), 1)),
        entropy: tf.sum(tf.add(logStd!, 0.5 + halfLog2Pi), 1),
      };
    },
  };
}

/** Kernels `[in, out]` and biases `[1, out]` of every layer: orthogonal with gain √2, the last one with its own, and 0. */
function initialNetwork(sizes: readonly number[], headGain: number, stream: RandomStream): tf.Tensor[] {
  return sizes.slice(1).flatMap((units, layer) => {
    const gain = layer === sizes.length - 2 ? headGain : Math.SQRT2;
    return [orthogonal(sizes[layer]!, units, gain, stream), tf.zeros([1, units])];
  });
}

/** tanh layers and a linear head. */
function forward(layers: readonly tf.Tensor[], input: tf.Tensor2D): tf.Tensor {
  let x: tf.Tensor = input;
  for (let i = 0; i < layers.length; i += 2) {
    x = tf.add(tf.matMul(x, layers[i]!), layers[i + 1]!);
    if (i + 2 < layers.length) x = tf.tanh(x);
  }
  return x;
}

/** Random with orthonormal rows or columns, whichever are fewer, times gain (Saxe et al. 2014), by Gram–Schmidt. */
function orthogonal(rows: number, columns: number, gain: number, stream: RandomStream): tf.Tensor {
  const vectors: number[][] = [];
  for (let index = 0; index < Math.min(rows, columns); index++) {
    let vector = Array.from({ length: Math.max(rows, columns) }, () => stream.normal());
    // The second pass removes what rounding left in the first.
    for (const other of [...vectors, ...vectors]) {
      const along = vector.reduce((sum, x, i) => sum + x * other[i]!, 0);
      vector = vector.map((x, i) => x - along * other[i]!);
    }
    const norm = Math.hypot(...vector);
    vectors.push(vector.map((x) => x / norm));
  }
  return tf.tidy(() => {
    const matrix = tf.tensor2d(vectors.map((vector) => vector.map((x) => gain * x)));
    return rows < columns ? matrix : tf.transpose(matrix);
  });
}

/** Mean 0 and standard deviation 1 (sample, n − 1). */
function standardized(values: readonly number[]): number[] {
  const centre = mean(values);
  const squares = values.reduce((sum, x) => sum + (x - centre) ** 2, 0);
  const std = Math.sqrt(squares / (values.length - 1));
  return values.map((x) => (x - centre) / (std + 1e-8));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

function variance(values: readonly number[]): number {
  const centre = mean(values);
  return mean(values.map((x) => (x - centre) ** 2));
}

function numberOf(scalar: tf.Tensor): number {
  return scalar.dataSync()[0]!;
}

function clipped(actions: Float32Array, space: ActionSpace): Float32Array {
  if (space.kind === 'discrete') return actions;
  const { low, high } = space;
  return actions.map((action, i) => Math.min(high[i % low.length]!, Math.max(low[i % low.length]!, action)));
}
