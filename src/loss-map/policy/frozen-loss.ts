import { giveWay } from '../../give-way.ts';
import { ParameterLayout } from '../../tensors/parameter-layout.ts';
import * as tf from '../../tensors/tf.ts';
import { playerStream } from '../../training/players.ts';
import type { PopulationPlan } from '../../training/population-plan.ts';
import { type ControlParts, controlParts } from '../../workloads/control/control-parts.ts';
import { deviceExperience } from '../../workloads/control/device-experience.ts';
import type { LearningBatch } from '../../workloads/control/learning-batch.ts';
import { lossOf } from '../../workloads/control/loss-gradient.ts';
import { type DeviceMinibatch, deviceMinibatch } from '../../workloads/control/minibatch.ts';
import { ReferencePolicy } from '../../workloads/control/reference-policy.ts';

/** Rows of experience that go through the networks at once, over all the points that share a pass. */
const rowsAtOnce = 2 ** 13;

/**
 * What an agent minimises, as a function of the parameters alone: its loss on one roll-out as one minibatch, with the
 * actions, old log-probabilities, advantages and returns that it was learned from.
 *
 * A network with dropout drops the same units at every point, drawn once from a stream of the run's seed: the loss is that
 * of training, without its randomness.
 */
export class FrozenLoss {
  readonly layout: ParameterLayout;
  readonly #parts: ControlParts;
  readonly #learned: LearningBatch;
  readonly #untrained: Float32Array;

  /**
   * @param plan of one member. @param learned what it has learned from; it must not be filled anew.
   * @param untrained the parameters that it began with, near which some agents are held.
   */
  constructor(plan: PopulationPlan, learned: LearningBatch, untrained: Float32Array) {
    this.#parts = controlParts(plan);
    this.layout = new ParameterLayout(this.#parts.networks.parameters);
    this.#learned = learned;
    this.#untrained = untrained;
  }

  /** Rows of the roll-out. */
  get rows(): number {
    return this.#learned.buffer.length;
  }

  /**
   * The loss at many points, some of them at a time as the members of a population.
   *
   * @param parametersOf a point, as `layout` has it.
   * @returns one value a point, up to where the signal asked for an end; not finite where the loss is not.
   */
  async at(
    points: number,
    parametersOf: (point: number) => ArrayLike<number>,
    signal?: AbortSignal,
  ): Promise<number[]> {
    const width = Math.min(points, Math.max(1, Math.floor(rowsAtOnce / this.rows)));
    const batch = tf.tidy(() => this.#batch(width) as object as tf.NamedTensorMap);
    const losses: number[] = [];
    while (losses.length < points && !signal?.aborted) {
      const vectors = new Float32Array(width * this.layout.length);
      for (let place = 0; place < width; place++) {
        // The last pass is filled up with the last point.
        const point = Math.min(points - 1, losses.length + place);
        vectors.set(parametersOf(point), place * this.layout.length);
      }
      const total = tf.tidy(() => {
        const { agent, networks } = this.#parts;
        const vector = tf.tensor3d(vectors, [width, 1, this.layout.length]);
        return lossOf(agent, networks, this.layout, vector, batch as object as DeviceMinibatch).total;
      });
      const values = await total.data();
      total.dispose();
      losses.push(...values.slice(0, points - losses.length));
      await giveWay();
    }
    tf.dispose(batch);
    return losses;
  }

  /** The same rows for so many members. Call within `tf.tidy`. */
  #batch(members: number): DeviceMinibatch {
    const { agent, networks, players, spec } = this.#parts;
    const sent = deviceExperience(
      agent,
      new Array<LearningBatch>(members).fill(this.#learned),
      spec.observationSpace.low.length,
      new Array<number>(members).fill(1),
    );
    const experience = this.#reference(members)?.judge(sent) ?? sent;
    const advantages = agent.minibatchAdvantages(this.#learned.advantages.slice());
    const shares = sent.starts.slice(0, members).map((start) => ({
      rows: Int32Array.from({ length: this.rows }, (_, row) => start + row),
      advantages,
      noise: playerStream(players[0]!, 'dropout', 'loss-map'),
    }));
    return deviceMinibatch(shares, experience, networks.noise);
  }

  #reference(members: number): ReferencePolicy | undefined {
    const { agent, networks } = this.#parts;
    if (!agent.reference) return undefined;
    const untrained = tf.tensor3d(this.#untrained, [1, 1, this.layout.length]);
    return new ReferencePolicy(agent, networks, this.layout, tf.tile(untrained, [members, 1, 1]));
  }
}
