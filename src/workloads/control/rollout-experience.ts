import { type LossTerm, lossTerms } from '../../../agents/index.ts';
import type { TrainingRecord } from '../../results/index.ts';
import type { ParameterLayout } from '../../tensors/parameter-layout.ts';
import type * as tf from '../../tensors/tf.ts';
import type {
  Experience,
  MinibatchStep,
  RowKeeper,
  Schedule,
  SentNumbers,
  UpdateReport,
  Varying,
} from '../../training/workload.ts';
import { type AveragedPolicy, withEarlier } from './averaged-policy.ts';
import { drawnRows, unbiasedWeights } from './chances.ts';
import { controlMinibatch } from './control-minibatch.ts';
import type { ControlParts } from './control-parts.ts';
import {
  type DeviceExperience,
  deviceExperience,
  disposeExperience,
  withShares,
} from './device-experience.ts';
import { unitGradients, type WholeExperience, wholeGradient } from './experience-gradients.ts';
import { explainedVariance } from './explained-variance.ts';
import { highestScores, rowsKept } from './highest-scores.ts';
import type { LearningBatch } from './learning-batch.ts';
import { lossHealth } from './loss-health.ts';
import { ofMembers } from './loss-oracles.ts';
import { gatheredMinibatch, type MemberRows, type MinibatchNumbers, minibatchNumbers } from './minibatch.ts';
import { membersTogether } from './minibatch-groups.ts';
import type { ReferencePolicy } from './reference-policy.ts';
import { RowSampler } from './row-sampler.ts';
import { rowScores } from './row-scores.ts';
import { StoredOutputs } from './stored-outputs.ts';

/** What was noticed while a roll-out was collected. One entry a player, the records aside. */
export interface RolloutNotes {
  readonly records: readonly TrainingRecord[];
  readonly faults: readonly (string | null)[];
  /** The largest reward in size that each player has seen. */
  readonly largestRewards: readonly number[];
}

const sentNames = ['places', 'advantages', 'noise'] as const;
type SentName = (typeof sentNames)[number];

const none = new Int32Array(0);

/** Members that go through the networks together, and what is sent of their minibatch. */
interface SentGroup {
  readonly members: readonly number[];
  readonly numbers: MinibatchNumbers;
}

/** Policies that players are held near. */
export interface OtherPolicies {
  readonly reference?: ReferencePolicy | null;
  readonly average?: AveragedPolicy | null;
}

/** What passes after the first may have of their own. */
const laterColumns = ['weights', 'earlier'] as const;
type LaterColumn = (typeof laterColumns)[number];

/** What a pass learns from. */
interface Pass {
  readonly sent: DeviceExperience;
  /** Places of the rows of each player; null for all of them. */
  readonly rows: readonly Int32Array[] | null;
}

/** The roll-outs of all players, on the device once, and the minibatches that are gathered from them. */
export class RolloutExperience implements Experience {
  readonly records: readonly TrainingRecord[];
  readonly faults: readonly (string | null)[];
  readonly #parts: Pick<ControlParts, 'agent' | 'agentName' | 'networks'>;
  readonly #layout: ParameterLayout;
  readonly #batches: readonly LearningBatch[];
  readonly #minibatches: readonly number[];
  readonly #clipRanges: readonly (number | undefined)[];
  readonly #largestRewards: readonly number[];
  readonly #sent: DeviceExperience;
  /** What passes after the first learn from; the same as the first does where nothing is left out. */
  #later: Pass;
  #passes = 0;
  /** Where rows are drawn: by which chances, and what the loss is told of each row's advantage, which is of the whole roll-out. */
  readonly #sampler: RowSampler | null;
  readonly #advantages: readonly Float64Array[];
  readonly #average: AveragedPolicy | null;
  readonly #stored: StoredOutputs | null;

  /**
   * @param observationLength numbers of an observation.
   * @param schedules one a player. @param others policies that players are held near, if there are some.
   */
  constructor(
    parts: Pick<ControlParts, 'agent' | 'agentName' | 'networks'>,
    layout: ParameterLayout,
    observationLength: number,
    batches: readonly LearningBatch[],
    schedules: readonly Schedule[],
    { reference, average }: OtherPolicies,
    { records, faults, largestRewards }: RolloutNotes,
  ) {
    this.records = records;
    this.faults = faults;
    this.#parts = parts;
    this.#layout = layout;
    this.#batches = batches;
    this.#minibatches = schedules.map(({ numMinibatches }) => numMinibatches);
    this.#clipRanges = schedules.map(({ clipRange }) => clipRange);
    this.#largestRewards = largestRewards;
    const sent = deviceExperience(parts.agent, batches, observationLength, this.#minibatches);
    this.#sent = reference?.judge(sent) ?? sent;
    this.#later = { sent: this.#sent, rows: null };
    const lengths = batches.map(({ buffer }) => buffer.length);
    const epochs = schedules.map(({ updateEpochs }) => updateEpochs);
    this.#sampler = parts.agent.sampling ? new RowSampler(lengths, epochs) : null;
    const { trajectory, distribution } = parts.agent;
    this.#average = average ?? null;
    this.#stored =
      trajectory?.kind === 'stored'
        ? new StoredOutputs(trajectory, sent.starts.at(-1)!, distribution.outputLength, Math.max(...epochs))
        : null;
    // Drawn rows are no fair sample of the roll-out, by whose mean and deviation advantages are to be told.
    this.#advantages = this.#sampler
      ? batches.map(({ advantages, buffer }) =>
          parts.agent.minibatchAdvantages(Float64Array.from(advantages.subarray(0, buffer.length))),
        )
      : [];
  }

  /**
   * Has passes after the first leave out the rows that there is least to learn from. Costs a forward pass of all rows, and
   * draws nothing.
   *
   * @param share of each player's rows. @param vector the policy that gathered them, `[P, 1, n]`.
   */
  async leaveOutLowest(share: number, vector: tf.Tensor): Promise<void> {
    const { agent, networks } = this.#parts;
    const advantages = this.#batches.map(({ advantages: all, buffer }) =>
      agent.minibatchAdvantages(Float64Array.from(all.subarray(0, buffer.length))),
    );
    const parts = { agent, networks, layout: this.#layout };
    const scores = await rowScores(parts, this.#sent, advantages, vector);
    const { starts } = this.#sent;
    const rows = scores.map((own, player) => {
      const count = rowsKept(own.length, share, this.#minibatches[player]!);
      return highestScores(own, count)
        .sort()
        .map((row) => row + starts[player]!);
    });
    const shares = rows.map(({ length }, player) => Math.floor(length / this.#minibatches[player]!));
    this.#later = { sent: withShares(this.#sent, shares), rows };
  }

  *pass(players: readonly boolean[]): Iterable<MinibatchStep> {
    const { agent, networks } = this.#parts;
    const loss = { agent, networks, layout: this.#layout };
    const pass = this.#passes++ === 0 ? { sent: this.#sent, rows: null } : this.#later;
    const orders = players.map((takesPart, player) => (takesPart ? this.#shuffled(player, pass) : none));
    const parts = Math.max(...this.#minibatches.filter((_, player) => players[player]));
    for (let part = 0; part < parts; part++) {
      const taking = players.map((goesOn, player) => goesOn && part < this.#minibatches[player]!);
      const rows = orders.map((order, player) =>
        this.#rows(player, order, taking[player] ? part : null, pass),
      );
      const groups = membersTogether(rows, this.#layout.length).map((members) => {
        const own = members.map((member) => rows[member]!);
        return { members, numbers: minibatchNumbers(own, pass.sent, networks.noise) };
      });
      const load = (sent: Readonly<Record<string, tf.Tensor>>) => {
        const batches = groups.map(({ members, numbers }, group) => {
          const own = Object.fromEntries(sentNames.map((name) => [name, sent[`${name}.${group}`]]));
          const { places, advantages, noise } = own as Record<SentName, tf.Tensor>;
          const batch = gatheredMinibatch({ places, advantages, noise }, numbers.clipRange, pass.sent);
          const average = this.#average && ofMembers(this.#average.vector, members, groups);
          return { members, batch: withEarlier(loss, batch, average ?? undefined) };
        });
        return {
          ...controlMinibatch(loss, batches),
          wholeGradient: (vector: tf.Tensor) => wholeGradient(this.#whole, vector),
        };
      };
      yield {
        players: taking,
        load,
        varying: this.#varying(groups, pass),
        keepers: this.#keepers(rows.map((own) => own.rows)),
        ...(this.#average && { stepped: (vector: tf.Tensor) => this.#average!.follow(vector, taking) }),
      };
    }
  }

  async passed(): Promise<void> {
    await this.#sampler?.passed();
    const chances = this.#sampler?.chances;
    if (chances && this.#parts.agent.sampling === 'panda_unbiased') {
      const factors = chances.map(unbiasedWeights);
      this.#replace('weights', withShares(this.#sent, this.#sent.shares, factors).columns.weights);
    }
    this.#replace('earlier', await this.#stored?.passed());
  }

  /** Who wants to know something of the rows at these places, a list a player. */
  #keepers(places: readonly Int32Array[]): RowKeeper[] {
    const { starts } = this.#sent;
    const keepers: RowKeeper[] = [];
    const [sampler, stored] = [this.#sampler, this.#stored];
    if (sampler?.wants) {
      const rows = places.map((own, player) => own.map((place) => place - starts[player]!));
      keepers.push({ of: 'rowScores', take: (scores) => sampler.keep(scores, rows) });
    }
    if (stored?.wants) {
      keepers.push({ of: 'rowOutputs', take: (outputs) => stored.keep(outputs, places) });
    }
    return keepers;
  }

  /** Has passes from here on go by another column, and frees the one that they had of their own. */
  #replace(name: LaterColumn, column: tf.Tensor | undefined): void {
    const { sent, rows } = this.#later;
    const before = sent.columns[name];
    if (before !== this.#sent.columns[name]) before?.dispose();
    const { [name]: _, ...others } = sent.columns;
    const columns = { ...others, ...(column && { [name]: column }) } as DeviceExperience['columns'];
    this.#later = { rows, sent: { ...sent, columns } };
  }

  unitGradients(vector: tf.Tensor): { gradients: tf.Tensor; counts: number[] } {
    return unitGradients(this.#whole, vector);
  }

  report(player: number, terms: readonly number[]): UpdateReport {
    const { agent, agentName } = this.#parts;
    const { buffer, returns, diagnostics } = this.#batches[player]!;
    const term = (name: LossTerm): number => terms[lossTerms.indexOf(name)]!;
    const reported = (name: LossTerm): number | null => (Number.isNaN(term(name)) ? null : term(name));
    return {
      losses: {
        policyLoss: term('policyLoss'),
        valueLoss: reported('valueLoss'),
        entropy: reported('entropy'),
        approxKl: reported('approxKl'),
        clipFraction: reported('clipFraction'),
        explainedVariance: agent.critic ? explainedVariance(buffer.values, returns) : null,
      },
      health: lossHealth(term('policyLoss'), reported('valueLoss'), this.#largestRewards[player]!),
      records: ({ member, updateIndex }) => {
        const whose = { member, updateIndex, agent: 1 };
        const own = (agent.ownTerms ?? []).flatMap((quantity, index): TrainingRecord[] => {
          const value = terms[lossTerms.length + index]!;
          if (Number.isNaN(value)) return [];
          return [{ kind: 'measurement', ...whose, source: agentName, quantity, value }];
        });
        return diagnostics ? [{ kind: 'advantage', ...whose, ...diagnostics }, ...own] : own;
      },
    };
  }

  dispose(): void {
    for (const name of laterColumns) this.#replace(name, this.#sent.columns[name]);
    disposeExperience(this.#sent);
    this.#sampler?.dispose();
    this.#stored?.dispose();
  }

  get #whole(): WholeExperience {
    const { earlier } = this.#later.sent.columns;
    return {
      parts: { ...this.#parts, layout: this.#layout },
      batches: this.#batches,
      sent: earlier ? { ...this.#sent, columns: { ...this.#sent.columns, earlier } } : this.#sent,
      clipRanges: this.#clipRanges,
      average: this.#average?.vector,
    };
  }

  /** What another minibatch differs in. */
  #varying(groups: readonly SentGroup[], { sent }: Pass): Varying {
    const average = this.#average ? [this.#average.vector] : [];
    const numbers: Record<string, SentNumbers> = {};
    let key = `${this.#sent.starts.at(-1)} ${Object.keys(sent.columns).join()}:`;
    for (const [group, { members, numbers: own }] of groups.entries()) {
      for (const name of sentNames) if (own[name]) numbers[`${name}.${group}`] = own[name];
      const whose = groups.length > 1 ? members.join() : members.length;
      key += ` ${whose}×${own.places.shape[1]} ${own.noise !== undefined} ${own.clipRange};`;
    }
    return { key, numbers, tensors: [...Object.values(sent.columns), ...average] };
  }

  /** Where a player's rows lie in the experience, in the order of a pass; where they are drawn, some of them more than once. */
  #shuffled(player: number, { rows }: Pass): Int32Array {
    const { buffer, shuffle } = this.#batches[player]!;
    const start = this.#sent.starts[player]!;
    const chances = this.#sampler?.chances?.[player];
    if (chances && chances.length > 0) {
      const uniforms = Array.from(chances, () => shuffle.uniform());
      return drawnRows(chances, uniforms).map((row) => start + row);
    }
    const own = rows?.[player];
    const order = shuffle.permutation(own?.length ?? buffer.length);
    for (let i = 0; i < order.length; i++) order[i] = own ? own[order[i]!]! : order[i]! + start;
    return order;
  }

  /** A player's rows of one part of a pass; none where it has no such part. */
  #rows(player: number, order: Int32Array, part: number | null, { sent }: Pass): MemberRows {
    const { advantages, noise } = this.#batches[player]!;
    const [start, share] = [sent.starts[player]!, sent.shares[player]!];
    const rows = part === null ? none : order.subarray(part * share, (part + 1) * share);
    const own = new Float64Array(rows.length);
    const whole = this.#advantages[player];
    for (let i = 0; i < rows.length; i++) own[i] = (whole ?? advantages)[rows[i]! - start]!;
    return {
      rows,
      advantages: whole ? own : this.#parts.agent.minibatchAdvantages(own),
      noise,
      clipRange: this.#clipRanges[player],
    };
  }
}
