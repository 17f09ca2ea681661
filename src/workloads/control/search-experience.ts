import { ofOptimizer } from '../../controllers/control.ts';
import type { MeasurementRecord, TrainingRecord } from '../../results/index.ts';
import { deviationOf, meanOf } from '../../search/index.ts';
import * as tf from '../../tensors/tf.ts';
import type { Experience, MinibatchStep, RecordHeading, UpdateReport } from '../../training/workload.ts';

/** What a generation of a player has come to. */
export interface Generation {
  /** Where the player is to stand. */
  readonly centre: Float64Array;
  /** Of its candidates; none where they could not be tried. */
  readonly fitness: readonly number[];
  /** What its rule has to say. */
  readonly report: Readonly<Record<string, number>>;
}

/** What was noticed while candidates acted. One entry a player, the records aside. */
interface Notes {
  readonly records: readonly TrainingRecord[];
  readonly faults: readonly (string | null)[];
}

/** A generation of all players: the one step that it teaches is the way to where their rules have moved. */
export class SearchExperience implements Experience {
  readonly records: readonly TrainingRecord[];
  readonly faults: readonly (string | null)[];
  readonly #agentName: string;
  readonly #length: number;
  readonly #generations: readonly Generation[];

  /** @param length of the parameters of one player. */
  constructor(
    agentName: string,
    length: number,
    generations: readonly Generation[],
    { records, faults }: Notes,
  ) {
    this.records = records;
    this.faults = faults;
    this.#agentName = agentName;
    this.#length = length;
    this.#generations = generations;
  }

  *pass(players: readonly boolean[]): Iterable<MinibatchStep> {
    const values = new Float32Array(this.#generations.length * this.#length);
    for (const [player, { centre }] of this.#generations.entries()) values.set(centre, player * this.#length);
    yield {
      players,
      load: ({ centre }) => ({ gradient: (vector) => ({ gradient: tf.sub(vector, centre!) }) }),
      varying: {
        key: 'centre',
        numbers: { centre: { values, shape: [this.#generations.length, 1, this.#length] } },
        tensors: [],
      },
    };
  }

  report(player: number): UpdateReport {
    const { fitness, report } = this.#generations[player]!;
    const wasTried = fitness.length > 0;
    const mean = meanOf(fitness);
    const ofCandidates = { best_return: Math.max(...fitness), std_return: deviationOf(fitness) };
    const measured =
      (source: string, { member, updateIndex }: RecordHeading) =>
      ([quantity, value]: readonly [string, number]): MeasurementRecord => ({
        kind: 'measurement',
        ...{ member, updateIndex, agent: 1, source, quantity, value },
      });
    return {
      losses: {
        policyLoss: -mean,
        ...{ valueLoss: null, entropy: null, approxKl: null, clipFraction: null, explainedVariance: null },
      },
      health: wasTried
        ? { losses: [], largest: 0 }
        : {
            losses: [{ name: 'largest number of its candidates', value: Number.POSITIVE_INFINITY }],
            largest: 0,
          },
      records: (heading) =>
        wasTried
          ? [
              ...Object.entries(report).map(measured(ofOptimizer, heading)),
              ...Object.entries(ofCandidates).map(measured(this.#agentName, heading)),
            ]
          : [],
    };
  }

  dispose(): void {}
}
