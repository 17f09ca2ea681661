import { type Agent, layoutOf, termsOf } from '../../../agents/index.ts';
import { makeEnv } from '../../../envs/index.ts';
import { type RandomState, RandomStream } from '../../random.ts';
import type { EpisodeRecord } from '../../results/index.ts';
import type { MemberRow } from '../../tensors/member-rows.ts';
import type { ParameterLayout } from '../../tensors/parameter-layout.ts';
import * as tf from '../../tensors/tf.ts';
import { copyStreams, type Player, playerStream } from '../../training/players.ts';
import type { PopulationPlan } from '../../training/population-plan.ts';
import type { Evaluated, Experience, Request, Schedule, Workload } from '../../training/workload.ts';
import { initialValues, initialVector } from '../initial-vector.ts';
import { AveragedPolicy } from './averaged-policy.ts';
import type { ControlParts } from './control-parts.ts';
import { PolicyEvaluation } from './evaluate-policies.ts';
import type { FinishedEpisode } from './finished-episode.ts';
import { beginWith, momentsOf } from './initial-policies.ts';
import type { LearningBatch } from './learning-batch.ts';
import { noExperience } from './no-experience.ts';
import { forwardPasses, Policy } from './policy.ts';
import { policyFile } from './policy-file.ts';
import { ReferencePolicy } from './reference-policy.ts';
import { Rollout } from './rollout.ts';
import { RolloutExperience } from './rollout-experience.ts';
import type { SavedRollout } from './saved-rollout.ts';
import { tooShort } from './small-rollouts.ts';

/** What a player depends on between two updates beside its parameters. Plain data. */
interface SavedControl {
  readonly episodes: number;
  readonly rollout: SavedRollout;
  readonly shuffle: RandomState;
  /** What the networks draw from; only where they have noise of their own. */
  readonly noise?: RandomState | undefined;
  /** The policy that it is held near; null where there is none. */
  readonly reference: MemberRow | null;
  /** The average of its parameters; absent where nobody compares it. */
  readonly average?: MemberRow | undefined;
}

/** Reinforcement learning: agents that act in environments and learn from what they lived through. */
export class ControlWorkload implements Workload {
  readonly agents: number;
  readonly layout: ParameterLayout;
  readonly schedule: Schedule;
  readonly lossTerms: readonly string[];
  readonly gradientStatistics: boolean;
  readonly #plan: PopulationPlan;
  readonly #parts: ControlParts;
  readonly #players: readonly Player[];
  readonly #start: tf.Tensor;
  readonly #rollout: Rollout;
  readonly #passes = forwardPasses();
  readonly #evaluation: PolicyEvaluation;
  readonly #reference: ReferencePolicy | null;
  readonly #average: AveragedPolicy | null;
  readonly #knowsSuccess: boolean;
  #shuffles: readonly RandomStream[];
  #noises: readonly RandomStream[];
  /** Training episodes that each player has ended. */
  readonly #episodes: number[];

  constructor(plan: PopulationPlan, parts: ControlParts) {
    const { agent, networks, spec, players } = parts;
    const { numEnvs, horizon } = agent.collection;
    this.agents = spec.agents;
    this.layout = layoutOf(networks);
    this.schedule = agent.schedule;
    this.lossTerms = termsOf(agent);
    // Of each single step they would say little, and fill the file.
    this.gradientStatistics = agent.eligibility === undefined;
    this.#plan = plan;
    this.#parts = parts;
    this.#players = players;
    const env = makeEnv(plan.env, { size: plan.members.length * numEnvs, copies: numEnvs, horizon });
    const streams = {
      environment: copyStreams(players, 'environment', numEnvs),
      action: copyStreams(players, 'action', numEnvs),
    };
    this.#rollout = new Rollout(agent, env, players.length, streams, momentsOf(parts));
    this.#knowsSuccess = env.spec.success !== null;
    this.#start = initialVector(this.layout, networks.parameters, players, {
      begin: beginWith(parts),
      buffers: networks.buffers,
    });
    this.#reference = agent.reference ? new ReferencePolicy(agent, networks, this.layout, this.#start) : null;
    const { trajectory } = agent;
    this.#average =
      trajectory?.kind === 'average' ? new AveragedPolicy(this.layout, this.#start, trajectory.decay) : null;
    this.#evaluation = new PolicyEvaluation(plan, parts, this.#rollout.perception, this.#passes, (player) =>
      this.steps(player),
    );
    this.#shuffles = players.map((player) => playerStream(player, 'shuffle'));
    this.#noises = players.map((player) => playerStream(player, 'dropout'));
    this.#episodes = players.map(() => 0);
  }

  start(): tf.Tensor {
    return this.#start;
  }

  fresh(stream: RandomStream): Float32Array {
    const { parameters, buffers } = this.#parts.networks;
    return initialValues(this.layout, parameters, stream, buffers);
  }

  steps(player: number): number {
    return this.#rollout.envSteps[player]!;
  }

  /** By what was gathered, as controllers may ask for more at once. */
  progress(player: number): number {
    const { updatesInAll, agent } = this.#parts;
    if (!Number.isFinite(updatesInAll)) return Math.min(1, this.steps(player) / this.#plan.totalTimesteps);
    const { kind, numEnvs, numSteps } = agent.collection;
    const [made, each] =
      kind === 'steps' ? [this.steps(player), numEnvs * numSteps] : [this.#episodes[player]!, numEnvs];
    return Math.min(1, made / (updatesInAll * each));
  }

  /** What each player has learned from last; the buffers are filled anew by the next update. */
  batches(): readonly LearningBatch[] {
    return this.#rollout.buffers.map((buffer, player) => ({
      buffer,
      shuffle: this.#shuffles[player]!,
      noise: this.#noises[player]!,
      ...this.#parts.agent.targets(buffer.experience()),
    }));
  }

  /** One roll-out of every player. */
  async next(request: Request, schedules: readonly Schedule[]): Promise<Experience> {
    const { agent, networks, spec, players } = this.#parts;
    const policy = new Policy(agent, networks, request.params(), players.length, this.#noises, this.#passes);
    const { players: active, updates, giveUp } = request;
    const finished = await this.#rollout
      .collect(policy, active, updates, schedules.map(roundsOf(agent)), giveUp)
      .finally(() => policy.dispose());
    const records = finished.map((episode) => this.#episodeRecord(episode, request));
    const broken = this.#rollout.faults();
    const faults = this.#rollout.buffers.map(
      ({ length }, player) => broken[player] ?? tooShort(schedules[player]!, length),
    );
    if (!request.players.some((active, player) => active && faults[player] === null)) {
      return noExperience(records, faults);
    }
    const { largestRewards } = this.#rollout;
    const experience = new RolloutExperience(
      this.#parts,
      this.layout,
      spec.observationSpace.low.length,
      this.batches(),
      schedules,
      { reference: this.#reference, average: this.#average },
      { records, faults, largestRewards },
    );
    const { dropLowest = 0 } = agent;
    if (dropLowest === 0 || schedules.every(({ updateEpochs }) => updateEpochs < 2)) return experience;
    const params = request.params();
    const vector = tf.tidy(() => this.layout.join(this.layout.ordered(params)));
    try {
      await experience.leaveOutLowest(dropLowest, vector);
    } catch (error) {
      experience.dispose();
      throw error;
    } finally {
      tf.dispose([params, vector]);
    }
    return experience;
  }

  evaluate(request: Request, last: readonly boolean[]): Promise<(Evaluated | null)[]> {
    return this.#evaluation.evaluate(request, last);
  }

  keep(player: number, parameters: MemberRow): Uint8Array {
    const moments = this.#rollout.perception.normalizer?.moments.save(player) ?? null;
    return policyFile(this.layout, { parameters, moments });
  }

  async save(): Promise<SavedControl[]> {
    const references = await this.#reference?.save();
    const averages = await this.#average?.save();
    return this.#players.map((_, player) => ({
      episodes: this.#episodes[player]!,
      rollout: this.#rollout.save(player),
      shuffle: this.#shuffles[player]!.state,
      noise: this.#parts.networks.noise && this.#noises[player]!.state,
      reference: references?.[player] ?? null,
      ...(averages && { average: averages[player]! }),
    }));
  }

  async restore(states: readonly unknown[]): Promise<void> {
    const saved = states as readonly (SavedControl | undefined)[];
    await this.#reference?.restore(saved.map((own) => own?.reference ?? undefined));
    await this.#average?.restore(saved.map((own) => own?.average));
    this.#rollout.restore(saved.map((own) => own?.rollout));
    const taken = (fresh: RandomStream, state: RandomState | undefined): RandomStream =>
      state ? RandomStream.restore(state) : fresh;
    this.#shuffles = this.#shuffles.map((fresh, player) => taken(fresh, saved[player]?.shuffle));
    this.#noises = this.#noises.map((fresh, player) => taken(fresh, saved[player]?.noise));
    for (const [player, own] of saved.entries()) if (own) this.#episodes[player] = own.episodes;
  }

  dispose(): void {
    this.#rollout.dispose();
    this.#reference?.dispose();
    this.#average?.dispose();
    this.#passes.dispose();
  }

  #episodeRecord({ success, ...episode }: FinishedEpisode, { elapsed }: Request): EpisodeRecord {
    return {
      kind: 'episode',
      episode: this.#episodes[episode.member]!++,
      ...episode,
      success: this.#knowsSuccess ? success : null,
      wallS: elapsed(episode.member),
    };
  }
}

/** How often each environment is to be gathered from, for the segments or episodes that a schedule asks for. */
function roundsOf({ collection: { numEnvs } }: Agent): (schedule: Schedule) => number {
  return ({ samples = numEnvs }) => Math.max(1, Math.ceil(samples / numEnvs));
}
