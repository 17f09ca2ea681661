import { categorical, layoutOf, type Network, type NetworkParams } from '../../../agents/index.ts';
import type { RandomStream } from '../../random.ts';
import type { TrainingRecord } from '../../results/index.ts';
import { gatherRows } from '../../tensors/gather-rows.ts';
import type { ParameterLayout } from '../../tensors/parameter-layout.ts';
import * as tf from '../../tensors/tf.ts';
import { largestLoss } from '../../training/divergence.ts';
import { differentiate } from '../../training/loss-gradient.ts';
import { type Player, playerStream } from '../../training/players.ts';
import type {
  Evaluated,
  Experience,
  MinibatchStep,
  RecordHeading,
  Request,
  Schedule,
  UpdateReport,
  Workload,
} from '../../training/workload.ts';
import { advancedBuffers } from '../advanced-buffers.ts';
import { initialValues, initialVector } from '../initial-vector.ts';
import { outputSlopesOf } from '../output-slopes.ts';
import type { DataSet, Examples } from './data-set.ts';
import { ExampleOrder, type SavedOrder } from './example-order.ts';
import { labelScoreParts } from './label-scores.ts';
import { type Judgement, judgementOf, type Sums } from './objective.ts';
import type { SupervisedSettings } from './supervised-agent.ts';

/** What a player depends on between two updates beside its parameters. Plain data. */
interface SavedLearner {
  readonly samples: number;
  readonly order: SavedOrder;
}

/**
 * Examples that go through a network at once when all of a data set are judged: fewer where they are larger, or where the network
 * says that it makes more of them.
 */
export const judgedAtOnce = (inputs: number, numbersOfRow = 0): number =>
  Math.max(10, Math.min(500, Math.floor(200_000 / Math.max(inputs, numbersOfRow))));

/** A network on a data set that lies on the device: every member learns the same examples, each in an order of its own. */
export class SupervisedWorkload implements Workload {
  readonly agents = 1;
  readonly layout: ParameterLayout;
  readonly schedule: Schedule;
  readonly lossTerms = ['loss'];
  readonly gradientStatistics = true;
  readonly #data: DataSet;
  readonly #network: Network;
  readonly #batch: number;
  readonly #judgedAtOnce: number;
  readonly #players: readonly Player[];
  readonly #updatesInAll: number;
  readonly #orders: readonly ExampleOrder[];
  /** Examples that each player has trained on, those of later epochs included. */
  readonly #samples: number[];
  readonly #train: { readonly inputs: tf.Tensor; readonly targets: tf.Tensor };

  constructor(
    data: DataSet,
    network: Network,
    settings: SupervisedSettings,
    players: readonly Player[],
    updatesInAll: number,
  ) {
    this.layout = layoutOf(network);
    this.schedule = {
      updateEpochs: 1,
      numMinibatches: settings.num_minibatches,
      maxGradNorm: settings.max_grad_norm,
      targetKl: null,
      annealLr: settings.anneal_lr,
    };
    this.#data = data;
    this.#network = network;
    this.#batch = settings.batch_size;
    this.#judgedAtOnce = judgedAtOnce(data.inputs, network.numbersOfRow);
    this.#players = players;
    this.#updatesInAll = updatesInAll;
    const { inputs, targets } = data.train;
    const count = inputs.length / data.inputs;
    this.#orders = players.map((player) => new ExampleOrder(count, playerStream(player, 'shuffle')));
    this.#samples = players.map(() => 0);
    const several = data.objective.targets > 1 ? [data.objective.targets] : [];
    this.#train = {
      inputs: tf.tensor2d(inputs, [count, data.inputs]),
      targets: tf.tensor(targets, [count, ...several], data.objective.targetType),
    };
  }

  start(): tf.Tensor {
    const { parameters, buffers } = this.#network;
    return initialVector(this.layout, parameters, this.#players, { buffers });
  }

  fresh(stream: RandomStream): Float32Array {
    const { parameters, buffers } = this.#network;
    return initialValues(this.layout, parameters, stream, buffers);
  }

  progress(player: number): number {
    const budget = this.#updatesInAll * this.schedule.numMinibatches * this.#batch;
    return Math.min(1, this.#samples[player]! / budget);
  }

  steps(player: number): number {
    return this.#samples[player]!;
  }

  /** The next minibatches of every player. */
  async next({ players }: Request, schedules: readonly Schedule[]): Promise<Experience> {
    const rows = players.map((takesPart, player) => {
      if (!takesPart) return new Int32Array(0);
      const { numMinibatches, samples = numMinibatches * this.#batch } = schedules[player]!;
      const count = Math.max(1, Math.floor(samples / this.#batch)) * this.#batch;
      this.#samples[player]! += count;
      return this.#orders[player]!.take(count);
    });
    return {
      records: [],
      faults: players.map(() => null),
      pass: (passing) => this.#pass(passing, rows),
      report: (_player, [loss]) => this.#report(loss!),
      dispose: () => {},
    };
  }

  async evaluate({ players, params }: Request): Promise<(Evaluated | null)[]> {
    const named = params();
    const test = await this.#judge(named, this.#data.test);
    const train = await this.#judge(named, this.#data.judged ?? this.#data.train);
    tf.dispose(named);
    return players.map((isDue, player) =>
      isDue
        ? { fault: null, records: (heading) => this.#records(heading, test[player]!, train[player]!) }
        : null,
    );
  }

  async save(): Promise<SavedLearner[]> {
    return this.#orders.map((order, player) => ({ samples: this.#samples[player]!, order: order.save() }));
  }

  async restore(saved: readonly unknown[]): Promise<void> {
    for (const [player, own] of (saved as readonly (SavedLearner | undefined)[]).entries()) {
      if (own === undefined) continue;
      this.#samples[player] = own.samples;
      this.#orders[player]!.restore(own.order);
    }
  }

  dispose(): void {
    tf.dispose(Object.values(this.#train));
  }

  *#pass(passing: readonly boolean[], rows: readonly Int32Array[]): Iterable<MinibatchStep> {
    const lengths = rows.map(({ length }, player) => (passing[player] ? length / this.#batch : 0));
    for (let part = 0; part < Math.max(...lengths); part++) {
      const taking = lengths.map((length) => part < length);
      // Players without a part look at the first example; nothing comes of it.
      const places = new Int32Array(rows.length * this.#batch);
      for (const [player, own] of rows.entries()) {
        if (!taking[player]) continue;
        places.set(own.subarray(part * this.#batch, (part + 1) * this.#batch), player * this.#batch);
      }
      const numbers = { places: { values: places, shape: [rows.length, this.#batch] } };
      const varying = { key: '', numbers, tensors: Object.values(this.#train) };
      yield { players: taking, load: ({ places: sent }) => this.#load(sent!), varying };
    }
  }

  /** Call within `tf.tidy`. */
  #load(places: tf.Tensor) {
    const { layout } = this;
    const { buffers } = this.#network;
    const { inputs, targets } = gatherRows(this.#train, places);
    const { objective } = this.#data;
    const forward = (params: NetworkParams) => this.#network.forward(params, inputs);
    const lossAt = (vector: tf.Tensor) => {
      const outputs = forward(layout.named(layout.split(vector)));
      const total = tf.mean(objective.losses(outputs, targets), 1);
      return { total, terms: { loss: total } };
    };
    return {
      gradient: (vector: tf.Tensor) => differentiate(lossAt, vector, this.lossTerms),
      ...(buffers && { advance: (vector: tf.Tensor) => advancedBuffers(buffers, layout, vector) }),
      ...(objective.softmax !== null && this.#ofLabels(objective.softmax, { inputs, labels: targets })),
    };
  }

  /** What can be asked of a minibatch whose outputs are the logits of one softmax an example. */
  #ofLabels(classes: number, { inputs, labels }: { readonly inputs: tf.Tensor; readonly labels: tf.Tensor }) {
    const { layout } = this;
    const distribution = categorical({ kind: 'discrete', n: classes });
    const forward = (params: NetworkParams) => this.#network.forward(params, inputs);
    return {
      scoreSamples: (most: number) => {
        const weights = tf.fill([...labels.shape], 1 / labels.shape[1]!);
        return labelScoreParts(this.#network, distribution, layout, { inputs, labels, weights }, most);
      },
      outputSlopes(vector: tf.Tensor, direction: tf.Tensor) {
        const slopes = outputSlopesOf(forward, layout, vector, direction);
        return tf.concat([slopes, tf.onesLike(tf.slice(slopes, [0, 0, 0], [-1, -1, 1]))], 2);
      },
    };
  }

  #report(loss: number): UpdateReport {
    const nothing = { valueLoss: null, entropy: null, approxKl: null, clipFraction: null };
    return {
      losses: { policyLoss: loss, ...nothing, explainedVariance: null },
      health: { losses: [{ name: 'loss', value: loss }], largest: largestLoss },
      records: () => [],
    };
  }

  #records(heading: RecordHeading, test: Judgement, train: Judgement): TrainingRecord[] {
    const { member, updateIndex } = heading;
    const measured = { kind: 'measurement', member, updateIndex, agent: 1, source: 'supervised' } as const;
    return [
      {
        kind: 'evaluation',
        ...heading,
        episodes: this.#data.test.inputs.length / this.#data.inputs,
        meanReturn: test.score,
        stdReturn: test.scoreDeviation,
        successRate: null,
      },
      ...this.#data.objective
        .measures(test, train)
        .map(([quantity, value]) => ({ ...measured, quantity, value })),
    ];
  }

  /** How every player does on all of some examples. */
  async #judge(
    params: { readonly [name: string]: tf.Tensor },
    { inputs: all, targets }: Examples,
  ): Promise<Judgement[]> {
    const { inputs: width, objective } = this.#data;
    const count = all.length / width;
    const parts: Sums[][] = [];
    for (let from = 0; from < count; from += this.#judgedAtOnce) {
      const to = Math.min(count, from + this.#judgedAtOnce);
      const outputs = tf.tidy(() => {
        const inputs = tf.tensor3d(all.subarray(from * width, to * width), [1, to - from, width]);
        return this.#network.forward(params, tf.tile(inputs, [this.#players.length, 1, 1]));
      });
      const own = targets.subarray(from * objective.targets, to * objective.targets);
      parts.push(objective.judge((await outputs.data()) as Float32Array, own));
      outputs.dispose();
    }
    return this.#players.map((_, player) => judgementOf(parts.map((part) => part[player]!)));
  }
}
