import { standardize } from '../../agents/advantages/standardize.ts';
import { parseCall } from '../call-expression.ts';
import { makeOptimizer } from '../optimizers/index.ts';
import * as tf from '../tensors/tf.ts';
import { learn } from '../training/learn.ts';
import { Learner } from '../training/learner.ts';
import type { Experience } from '../training/workload.ts';
import { RolloutExperience } from '../workloads/control/rollout-experience.ts';
import { oneRollout, type RolloutSize } from './one-rollout.ts';

/** What a critic is fitted to, and how often. */
export interface Regression extends RolloutSize {
  /** Over the roll-out. */
  readonly passes: number;
}

/** A critic's error after some of its steps. */
export interface CriticError {
  /** Minibatches that it has learned from. */
  readonly minibatches: number;
  /** The mean of squares over the roll-out, in variances of the returns. */
  readonly error: number;
}

/**
 * Fits the critic of `ppo` to the standardised returns of one roll-out on `cartpole`, and measures it before the first pass and
 * after each. The policy is untrained and stands still, observations are scaled as by `norm_obs`.
 *
 * @param optimizer of the critic: `SVEN(lr=0.1)`. One seed has the same roll-out, minibatches and untrained critic with all.
 * @throws the reason of the signal.
 */
export async function criticErrors(
  { passes, ...size }: Regression,
  optimizer: string,
  seed: number,
  signal: AbortSignal,
): Promise<CriticError[]> {
  const member = parseCall(`SPLIT(SGD(lr=0),critic=${optimizer})`);
  const rollout = oneRollout(size, { optimizer: member, seed, passes: 1, others: 'clip_vloss=false' });
  const { parts, workload, minibatches } = rollout;
  const { layout, schedule } = workload;
  const rule = makeOptimizer([member], parts.networks.parameters);
  // Nothing is clipped: the returns are all that a critic's gradient may depend on.
  const learner = new Learner(rule, layout, workload.start(), null);
  let experience: Experience | undefined;
  try {
    const gathered = await rollout.gather(learner, signal);
    gathered.dispose();
    const batches = workload
      .batches()
      .map((batch) => ({ ...batch, returns: standardize(batch.returns, 1e-8) }));
    const inputs = parts.spec.observationSpace.low.length;
    const notes = { records: [], faults: [null], largestRewards: [1] };
    const fitted = new RolloutExperience(parts, layout, inputs, batches, [schedule], {}, notes);
    experience = fitted;
    const errors: CriticError[] = [];
    for (let pass = 0; ; pass++) {
      errors.push({ minibatches: pass * minibatches, error: await meanSquare(fitted, learner.vector) });
      if (pass === passes) return errors;
      const once = {
        pass: (players: readonly boolean[]) => fitted.pass(players),
        stepsBefore: pass * minibatches,
      };
      const rate = { learningRateScale: [1], progress: [0] };
      const all = { schedules: [schedule], lossTerms: [], active: [true] };
      await learn(learner, null, once, { ...all, ...rate, giveUp: signal });
    }
  } finally {
    experience?.dispose();
    learner.dispose();
    workload.dispose();
  }
}

/** Of the critic's errors on all rows. @param vector `[1, 1, n]` */
async function meanSquare(experience: Experience, vector: tf.Tensor): Promise<number> {
  let [sum, rows] = [0, 0];
  for (const { load, varying } of experience.pass([true])) {
    const errors = tf.tidy(() => {
      const sent = Object.entries(varying?.numbers ?? {}).map(([name, { values, shape }]) => [
        name,
        tf.tensor(values, [...shape], values instanceof Int32Array ? 'int32' : 'float32'),
      ]);
      const [samples] = load(Object.fromEntries(sent)).valueSamples!(Number.MAX_SAFE_INTEGER);
      return samples!(vector).errors;
    });
    for (const error of await errors.data()) sum += error ** 2;
    rows += errors.size;
    errors.dispose();
  }
  return sum / rows;
}
