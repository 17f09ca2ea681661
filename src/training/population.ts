import type { Agent, NetworkParams } from '../../agents/index.ts';
import { makeEnv, type VectorEnv } from '../../envs/index.ts';
import { GradientWatch } from '../diagnostics/gradient-stats.ts';
import { inPhase } from '../diagnostics/phases.ts';
import { type RandomState, RandomStream } from '../random.ts';
import type { CheckpointRecord, EndRecord, EpisodeRecord, TrainingRecord } from '../results/index.ts';
import { ParameterLayout } from '../tensors/parameter-layout.ts';
import * as tf from '../tensors/tf.ts';
import { assemble, type Parts } from './assemble.ts';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import { deviceExperience, disposeExperience } from './device-experience.ts';
import { divergence, teamErrors } from './divergence.ts';
import { drawn, type Evaluation, evaluate, mostProbable } from './evaluation.ts';
import { evaluationRecords, sampledEvaluationRecord } from './evaluation-records.ts';
import { explainedVariance } from './explained-variance.ts';
import type { FinishedEpisode } from './finished-episode.ts';
import { initialVector } from './initial-vector.ts';
import { learn } from './learn.ts';
import { Learner } from './learner.ts';
import { copyStreams, layerNames, type Player, playerStream } from './players.ts';
import { Policy } from './policy.ts';
import type { PopulationPlan } from './population-plan.ts';
import { ReferencePolicy } from './reference-policy.ts';
import { Rollout } from './rollout.ts';
import { tooShort } from './small-rollouts.ts';
import { gradientRecords, updateRecord } from './update-records.ts';
import type { Standing } from './witness.ts';

/** The agents of a team count as members of their own in here; what they report is put together outside. */
export class Population implements Standing {
  /** Of each team. */
  readonly agents: number;
  readonly #plan: PopulationPlan;
  readonly #parts: Parts;
  readonly #members: readonly Player[];
  readonly #agent: Agent;
  readonly #env: VectorEnv;
  readonly #rollout: Rollout;
  readonly #learner: Learner;
  readonly #reference: ReferencePolicy | null;
  readonly #watch: GradientWatch;
  #shuffles: readonly RandomStream[];
  #noises: readonly RandomStream[];
  /** Members that begin here; the others are taken up where a checkpoint left them. */
  readonly fresh: boolean[];
  /** Members that still learn. */
  readonly active: boolean[];
  /** How the environment of each member has failed; null while all is well. */
  readonly #faults: (string | null)[];
  readonly #updates: number[];
  readonly #episodes: number[];
  readonly #evaluationsDone: number[];
  readonly #started = performance.now();
  /** Seconds that each member had trained before it was taken up here. */
  readonly #secondsBefore: number[];

  constructor(plan: PopulationPlan) {
    this.#plan = plan;
    this.#parts = assemble(plan);
    const { agent, networks, optimizer, players: members, spec } = this.#parts;
    this.#agent = agent;
    this.#members = members;
    this.agents = spec.agents;
    const { numEnvs, horizon } = agent.collection;
    this.#env = makeEnv(plan.env, { size: plan.members.length * numEnvs, copies: numEnvs, horizon });
    this.#rollout = new Rollout(agent, this.#env, members.length, {
      environment: copyStreams(members, 'environment', numEnvs),
      action: copyStreams(members, 'action', numEnvs),
    });
    const layout = new ParameterLayout(networks.parameters);
    const vector = initialVector(layout, networks.parameters, members);
    this.#reference = agent.reference ? new ReferencePolicy(agent, networks, layout, vector) : null;
    this.#learner = new Learner(agent, networks, optimizer, layout, vector);
    this.#watch = new GradientWatch(layout, members.length);
    this.#shuffles = members.map((member) => playerStream(member, 'shuffle'));
    this.#noises = members.map((member) => playerStream(member, 'dropout'));
    this.fresh = members.map(() => true);
    this.active = members.map(() => true);
    this.#faults = members.map(() => null);
    this.#updates = members.map(() => 0);
    this.#episodes = members.map(() => 0);
    this.#evaluationsDone = members.map(() => 0);
    this.#secondsBefore = members.map(() => 0);
  }

  parameters() {
    return this.#learner.evaluationRows();
  }

  lessons() {
    return this.#rollout.buffers.map((buffer, member) => ({
      buffer,
      shuffle: this.#shuffles[member]!,
      noise: this.#noises[member]!,
      ...this.#agent.targets(buffer.experience()),
    }));
  }

  /** Where every member stands that has not ended. */
  async checkpoints(): Promise<CheckpointRecord[]> {
    const [learned, references, gradients] = [
      await this.#learner.save(),
      await this.#reference?.save(),
      await this.#watch.save(),
    ];
    const players = learned.map((learner, player) => ({
      learner,
      rollout: this.#rollout.save(player),
      shuffle: this.#shuffles[player]!.state,
      noise: this.#parts.networks.noise && this.#noises[player]!.state,
      reference: references?.[player] ?? null,
      gradient: gradients[player]!,
    }));
    return this.#plan.members.flatMap((_, member): CheckpointRecord[] => {
      const first = member * this.agents;
      if (!this.active[first]) return [];
      const updates = this.#updates[first]!;
      const state = encodeCheckpoint({
        updates,
        episodes: this.#episodes[first]!,
        evaluationsDone: this.#evaluationsDone[first]!,
        wallS: this.#elapsed(first),
        players: players.slice(first, first + this.agents),
      });
      return [{ kind: 'checkpoint', member, updateIndex: updates, state }];
    });
  }

  /** Takes members up where their checkpoints stand. */
  async restore(states: readonly (Uint8Array | undefined)[]): Promise<void> {
    if (states.every((state) => state === undefined)) return;
    const checkpoints = states.flatMap((state): (Checkpoint | undefined)[] =>
      new Array(this.agents).fill(state && decodeCheckpoint(state)),
    );
    const saved = checkpoints.map((checkpoint, player) => checkpoint?.players[player % this.agents]);
    await this.#learner.restore(saved.map((own) => own?.learner));
    await this.#reference?.restore(saved.map((own) => own?.reference ?? undefined));
    this.#rollout.restore(saved.map((own) => own?.rollout));
    await this.#watch.restore(saved.map((own) => own?.gradient));
    const taken = (fresh: RandomStream, state: RandomState | undefined): RandomStream =>
      state ? RandomStream.restore(state) : fresh;
    this.#shuffles = this.#shuffles.map((fresh, player) => taken(fresh, saved[player]?.shuffle));
    this.#noises = this.#noises.map((fresh, player) => taken(fresh, saved[player]?.noise));
    for (const [player, checkpoint] of checkpoints.entries()) {
      if (checkpoint === undefined) continue;
      this.fresh[player] = false;
      this.#updates[player] = checkpoint.updates;
      this.#episodes[player] = checkpoint.episodes;
      this.#evaluationsDone[player] = checkpoint.evaluationsDone;
      this.#secondsBefore[player] = checkpoint.wallS;
    }
  }

  /** One roll-out, what is learned from it, and what there is to say about it. */
  async update(): Promise<TrainingRecord[]> {
    const before = [...this.active];
    const progress = before.map((_, member) => this.#progress(member));
    const learningRateScale = progress.map((done) => (this.#agent.schedule.annealLr ? 1 - done : 1));

    const policy = this.#policy(this.#learner.params(), this.#noises);
    const finished = await this.#rollout.collect(policy, before, this.#updates);
    policy.dispose();
    const records: TrainingRecord[] = finished.map((episode) => this.#episodeRecord(episode));
    const faults = this.#rollout.faults();
    for (const [member, { length }] of this.#rollout.buffers.entries()) {
      const fault = faults[member] ?? tooShort(this.#agent, length);
      if (before[member] && fault !== null) {
        this.#fail(member, `update ${this.#updates[member]! + 1}: ${fault}`);
      }
    }
    const active = [...this.active];
    if (!active.includes(true)) return [...records, ...this.#ends(before)];

    const lessons = this.lessons();
    const sent = deviceExperience(this.#agent, lessons, this.#env.spec.observationSpace.low.length);
    const experience = this.#reference?.judge(sent) ?? sent;
    const vectorBefore = tf.clone(this.#learner.vector);
    const terms = await learn(
      this.#agent,
      this.#learner,
      this.#watch,
      lessons,
      experience,
      { active, learningRateScale, progress },
      this.#parts.networks.noise,
    );
    disposeExperience(experience);
    const stats = await inPhase('statistics', () => this.#watch.read(vectorBefore, this.#learner.vector));
    vectorBefore.dispose();

    const { names: layers } = this.#learner.layout;
    const names = this.#members.map((member) => layerNames(layers, member.agent, this.agents));
    const errors = teamErrors(
      stats.map((own, member) =>
        divergence(own, names[member]!, terms[member]!, this.#rollout.largestRewards[member]!),
      ),
      this.agents,
    );
    for (const [member, moved] of active.entries()) {
      if (!moved) continue;
      const heading = {
        member,
        updateIndex: ++this.#updates[member]!,
        envStep: this.#rollout.envSteps[member]!,
        learningRate: this.#parts.learningRates[member]!(progress[member]!) * learningRateScale[member]!,
        wallS: this.#elapsed(member),
      };
      const { buffer, returns, diagnostics } = lessons[member]!;
      const explained = this.#agent.critic ? explainedVariance(buffer.values, returns) : null;
      records.push(updateRecord(heading, terms[member]!, explained));
      records.push(...gradientRecords(heading, names[member]!, stats[member]!));
      if (diagnostics) {
        records.push({
          kind: 'advantage',
          member,
          updateIndex: heading.updateIndex,
          agent: 1,
          ...diagnostics,
        });
      }
      if (errors[member] !== null || this.#progress(member) >= 1) this.active[member] = false;
    }

    const due = active.map(
      (moved, member) => moved && errors[member] === null && this.#evaluationDue(member),
    );
    if (due.some(Boolean)) records.push(...(await this.#evaluate(due)));
    return [...records, ...this.#ends(before, errors)];
  }

  /** What there is to say before the first update: how the untrained policies do. */
  async begin(): Promise<TrainingRecord[]> {
    return [...(await this.#evaluate(this.fresh)), ...this.#ends(this.fresh)];
  }

  /** Evaluates the members that are due, once more with drawn actions where that is asked for. */
  async #evaluate(due: readonly boolean[]): Promise<TrainingRecord[]> {
    const { env, evaluation } = this.#plan;
    const evaluated = evaluation.env ?? env;
    const hasSuccess = makeEnv(evaluated, { size: 1 }).spec.success !== null;
    const results = await this.#evaluations(evaluated, due, false);
    const sampled = evaluation.sampled ? await this.#evaluations(evaluated, due, true) : undefined;
    return results.flatMap((result, member): TrainingRecord[] => {
      if (!due[member]) return [];
      const fault = [result, sampled?.[member]].find((each) => each?.fault)?.fault;
      if (fault) {
        this.#fail(member, `evaluation after update ${this.#updates[member]}: ${fault}`);
        return [];
      }
      const heading = {
        member,
        updateIndex: this.#updates[member]!,
        envStep: this.#rollout.envSteps[member]!,
        wallS: this.#elapsed(member),
      };
      return [
        ...evaluationRecords(heading, result, hasSuccess),
        ...(sampled ? [sampledEvaluationRecord(heading, sampled[member]!, hasSuccess)] : []),
      ];
    });
  }

  async #evaluations(env: string, due: readonly boolean[], sampled: boolean): Promise<Evaluation[]> {
    const { episodes } = this.#plan.evaluation;
    // Begins anew every time, as the episodes do: how often one looks changes nothing.
    const noise = this.#parts.networks.noise?.inEvaluation
      ? this.#members.map((member) => playerStream(member, 'dropout', 'evaluation'))
      : null;
    const policy = this.#policy(this.#learner.evaluationParams(), noise);
    const act = sampled
      ? drawn(this.#agent, await policy.samplers(this.#updates), this.#members, episodes)
      : mostProbable(this.#agent);
    const watched = this.active.map((goesOn) => !goesOn && !sampled);
    const results = await inPhase('evaluation', () =>
      evaluate(
        env,
        this.#agent,
        policy,
        this.#rollout.perception,
        act,
        this.#members,
        due,
        watched,
        episodes,
      ),
    );
    policy.dispose();
    return results;
  }

  dispose(): void {
    this.#learner.dispose();
    this.#reference?.dispose();
    this.#watch.dispose();
  }

  #policy(params: NetworkParams, noise: readonly RandomStream[] | null): Policy {
    return new Policy(this.#agent, this.#parts.networks, params, this.#members.length, noise);
  }

  #progress(member: number): number {
    const { updatesInAll } = this.#parts;
    if (Number.isFinite(updatesInAll)) return this.#updates[member]! / updatesInAll;
    return Math.min(1, this.#rollout.envSteps[member]! / this.#plan.totalTimesteps);
  }

  /** True when the member has passed the next of the marks that divide its budget evenly, the end included. */
  #evaluationDue(member: number): boolean {
    const passed = Math.floor(this.#progress(member) * this.#plan.evaluation.count + 1e-9);
    if (passed <= this.#evaluationsDone[member]!) return false;
    this.#evaluationsDone[member] = passed;
    return true;
  }

  #episodeRecord({ success, ...episode }: FinishedEpisode): EpisodeRecord {
    return {
      kind: 'episode',
      episode: this.#episodes[episode.member]!++,
      ...episode,
      success: this.#env.spec.success === null ? null : success,
      wallS: this.#elapsed(episode.member),
    };
  }

  #fail(member: number, fault: string): void {
    this.#faults[member] = fault;
    this.active[member] = false;
  }

  /** The ends of those that were active and no longer are. @param errors what shows that a member has diverged. */
  #ends(before: readonly boolean[], errors: readonly (string | null)[] = []): EndRecord[] {
    const over = [...before.keys()].filter((member) => before[member] && !this.active[member]);
    return over.map((member) => this.#endRecord(member, errors[member] ?? null));
  }

  #endRecord(member: number, error: string | null): EndRecord {
    const updates = this.#updates[member]!;
    const fault = this.#faults[member]!;
    return {
      kind: 'end',
      member,
      status: fault !== null ? 'failed' : error === null ? 'finished' : 'diverged',
      error: fault ?? (error === null ? null : `update ${updates}: ${error}`),
      envSteps: this.#rollout.envSteps[member]!,
      updates,
      wallS: this.#elapsed(member),
    };
  }

  /** Seconds that a player has trained. */
  #elapsed(player: number): number {
    return this.#secondsBefore[player]! + (performance.now() - this.#started) / 1000;
  }
}
