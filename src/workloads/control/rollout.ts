import type { ActionSampler, Agent } from '../../../agents/index.ts';
import { type StepResult, stepResult, type VectorEnv } from '../../../envs/index.ts';
import { inPhase } from '../../diagnostics/phases.ts';
import { giveWay } from '../../give-way.ts';
import { actionLength } from '../../spaces.ts';
import { clipActions } from './clip-actions.ts';
import { copyRow } from './copy-row.ts';
import { EpisodeTally } from './episode-tally.ts';
import type { ExperienceBuffer } from './experience-buffer.ts';
import type { FinishedEpisode } from './finished-episode.ts';
import { judgeEpisodes } from './judge-episodes.ts';
import { MemberCopies, ofMembers } from './member-copies.ts';
import { Perception } from './perception.ts';
import type { Outputs, Policy } from './policy.ts';
import { RolloutBuffers } from './rollout-buffers.ts';
import type { SavedMoments } from './running-moments.ts';
import {
  type CopyStreams,
  restoredStreams,
  type SavedRollout,
  savedRows,
  savedStreams,
} from './saved-rollout.ts';
import { SeenRewards } from './seen-rewards.ts';

/** The last observations of episodes that have ended, as the agents see them, in the places of their copies. */
interface Ends {
  readonly observations: Float32Array;
  readonly copies: number[];
}

/**
 * Lets a population act in its environments and keeps what it lives through.
 *
 * The agents of a team count as members of their own. A copy that stands still (its member is done, or its episode is over
 * in a roll-out of whole episodes) draws no random numbers, so that nobody's experience depends on the company.
 */
export class Rollout {
  readonly perception: Perception;
  /** Environment steps that each member has taken. */
  readonly envSteps: number[];
  readonly #agent: Agent;
  readonly #env: VectorEnv;
  readonly #copies: MemberCopies;
  readonly #buffers: RolloutBuffers;
  readonly #actionLength: number;
  #streams: CopyStreams;
  readonly #rewards: SeenRewards;
  readonly #tally: EpisodeTally;
  readonly #result: StepResult;
  /** Drawn, and as the environment gets them. */
  readonly #actions: Float32Array;
  readonly #executed: Float32Array;

  /**
   * @param env of `members × collection.numEnvs` rows; begins anew here.
   * @param moments what each member knows of observations before the first one; default: nothing.
   */
  constructor(
    agent: Agent,
    env: VectorEnv,
    members: number,
    streams: CopyStreams,
    moments: readonly (SavedMoments | null)[] = [],
  ) {
    const { collection, distribution } = agent;
    const copies = new MemberCopies(members, collection.numEnvs);
    const observationLength = env.spec.observationSpace.low.length;
    this.#agent = agent;
    this.#env = env;
    this.#copies = copies;
    this.#actionLength = actionLength(distribution.space);
    this.#streams = streams;
    env.reset(streams.environment);
    this.envSteps = new Array<number>(members).fill(0);
    const shape = { observationLength, actionLength: this.#actionLength };
    this.#buffers = new RolloutBuffers(shape, copies, collection.numSteps);
    this.perception = new Perception(members, copies.copies, observationLength, collection.normObs);
    this.#rewards = new SeenRewards(members, copies.copies, collection);
    this.#tally = new EpisodeTally(env.size);
    this.#result = stepResult(env);
    this.#actions = new Float32Array(env.size * this.#actionLength);
    this.#executed = new Float32Array(env.size * this.#actionLength);
    for (let member = 0; member < members; member++) {
      const rows = copies.rowsOf(member);
      this.perception.begin(member, moments[member] ?? null);
      this.perception.learn(member, env.observations, rows);
      this.perception.show(member, env.observations, rows);
    }
  }

  /** One a member. */
  get buffers(): readonly ExperienceBuffer[] {
    return this.#buffers.all;
  }

  /** The largest reward in size that each member has seen, as the agent sees it. */
  get largestRewards(): readonly number[] {
    return this.#rewards.largest;
  }

  save(member: number): SavedRollout {
    const { copies } = this.#copies;
    const first = member * copies;
    const { rowLength } = this.#env;
    return {
      envSteps: this.envSteps[member]!,
      state: this.#env.state.slice(first * rowLength, (first + copies) * rowLength),
      ...this.#tally.save(first, copies),
      streams: savedStreams(this.#streams, first, copies),
      perception: this.perception.save(member),
      ...this.#rewards.save(member),
    };
  }

  /** @param saved one a member; undefined for those that start from the beginning. */
  restore(saved: readonly (SavedRollout | undefined)[]): void {
    const { rowLength } = this.#env;
    const state = this.#env.state.slice();
    for (const [member, own] of saved.entries()) {
      if (own === undefined) continue;
      const first = member * this.#copies.copies;
      this.envSteps[member] = own.envSteps;
      state.set(savedRows(own.state, this.#copies.copies, rowLength), first * rowLength);
      this.#tally.restore(first, own);
      this.perception.restore(member, own.perception);
      this.#rewards.restore(member, own);
    }
    this.#streams = restoredStreams(this.#streams, saved, this.#copies.copies);
    this.#env.restore(state, this.#streams.environment, ofMembers(this.envSteps, this.#env.spec));
  }

  /** Gives back what the environments hold. */
  dispose(): void {
    this.#env.close();
  }

  /** Of each member, how its environment has failed; null while all is well. */
  faults(): (string | null)[] {
    const { faults } = this.#env;
    return this.buffers.map((_, member) => {
      const failed = this.#copies.rowsOf(member).find((row) => faults.has(row));
      return faults.get(failed ?? -1) ?? null;
    });
  }

  /**
   * Fills the buffers with one roll-out. Members whose environment fails stand still; they have lived through nothing.
   *
   * @param active members that take part.
   * @param updates updates that each member has made so far.
   * @param rounds of each member: roll-outs of so many steps, or episodes of each copy, one after the other.
   * @param giveUp ends the roll-out between two steps: it is rejected, and nobody can go on from there.
   */
  async collect(
    policy: Policy,
    active: readonly boolean[],
    updates: readonly number[],
    rounds: readonly number[],
    giveUp?: AbortSignal,
  ): Promise<FinishedEpisode[]> {
    const { collection, critic } = this.#agent;
    const samplers = await policy.samplers(updates);
    const running = this.#copies.of(active);
    const finished: FinishedEpisode[] = [];
    this.#buffers.clear();
    if (collection.groupSize > 1) this.#startAlike(active);
    this.#copies.halt(running, this.#env.faults);

    // Of each copy, what it has still to live through: steps, or whole episodes.
    const each = collection.kind === 'steps' ? collection.numSteps : 1;
    const left = Int32Array.from(running, (_, copy) => each * rounds[this.#copies.memberOf(copy)]!);
    // Members that have fewer rounds than others are valued when all are done.
    const kept = rounds.every((each) => each === 1) ? running : this.#copies.of(active);
    let ends: Ends | undefined;
    while (running.includes(1)) {
      const outputs = await inPhase('acting', () =>
        policy.predict(this.perception.observations, running, critic, ends?.observations, kept),
      );
      this.#valueEnds(ends, outputs.endValues);
      this.#act(outputs, samplers, running);
      inPhase('environment', () => this.#env.step(this.#executed, this.#result, running));
      this.#copies.halt(running, this.#env.faults);
      ends = this.#advance(running, finished);
      this.#keep(running, left);
      await giveWay(giveUp);
    }
    const next = collection.kind === 'steps' && critic ? this.perception.observations : undefined;
    if (next || ends) {
      const seen = { next, ends: ends?.observations };
      const values = await inPhase('acting', () => policy.values(seen, this.#copies.copies));
      this.#valueEnds(ends, values.ends);
      for (const [member, { nextValues }] of this.buffers.entries()) {
        if (values.next) copyRow(values.next, member, nextValues, 0, this.#copies.copies);
      }
    }
    if (collection.kind === 'episodes') judgeEpisodes(this.buffers, this.#env.spec);
    if (this.#env.faults.size > 0) {
      for (const [member, fault] of this.faults().entries())
        if (fault !== null) this.buffers[member]!.clear();
    }
    return finished;
  }

  /** Puts every copy of a group into the state that the group's first copy has drawn. */
  #startAlike(active: readonly boolean[]): void {
    const { state, rowLength } = this.#env;
    const { groupSize } = this.#agent.collection;
    for (let copy = 0; copy < this.#env.size; copy++) {
      if (!active[this.#copies.memberOf(copy)]) continue;
      const first = copy - (copy % groupSize);
      state.copyWithin(copy * rowLength, first * rowLength, (first + 1) * rowLength);
    }
    this.#env.observe();
    for (const [member, acts] of active.entries()) {
      if (acts) this.perception.show(member, this.#env.observations, this.#copies.rowsOf(member));
    }
  }

  /** Draws the actions of the running copies and opens a row for each. */
  #act({ actor, values }: Outputs, samplers: readonly ActionSampler[], running: Uint8Array): void {
    const { space, outputLength } = this.#agent.distribution;
    for (let copy = 0; copy < running.length; copy++) {
      if (!running[copy]) continue;
      const sampler = samplers[this.#copies.memberOf(copy)]!;
      const at = copy * this.#actionLength;
      const stream = this.#streams.action[copy]!;
      const logProb = sampler.sample(actor, copy * outputLength, stream, this.#actions, at);
      this.#buffers.open(copy, this.perception.observations, this.#actions, logProb, values?.[copy] ?? 0);
    }
    this.#executed.set(this.#actions);
    if (this.#agent.collection.clipActions) clipActions(this.#executed, space);
  }

  /**
   * Takes in what a step led to: rewards, episode statistics, the next observations.
   *
   * @returns what a critic has to value; undefined where no episode was cut by the time limit.
   */
  #advance(running: Uint8Array, finished: FinishedEpisode[]): Ends | undefined {
    const { rewards, terminated, truncated, success, finalObservations } = this.#result;
    let cut: Ends | undefined;
    for (let member = 0; member < this.buffers.length; member++) {
      const rows = this.#copies.rowsOf(member, running);
      if (rows.length === 0) continue;
      this.envSteps[member]! += rows.length;
      this.#rewards.show(member, rewards, terminated, rows);
      for (const copy of rows) this.#tally.add(copy, rewards[copy]!);
      const ended = rows.filter((copy) => terminated[copy] || truncated[copy]);
      for (const copy of ended) {
        const episode = {
          member,
          ...this.#tally.end(copy),
          success: success[copy] === 1,
          envStep: this.envSteps[member]!,
        };
        finished.push(episode);
        const { episodeReturns, successes } = this.buffers[member]!;
        episodeReturns[copy % this.#copies.copies] = episode.return;
        successes[copy % this.#copies.copies] = success[copy]!;
      }
      // The statistics see every observation once: first what the step led to, then the fresh starts.
      this.perception.learn(member, finalObservations, rows);
      if (this.#agent.critic && ended.some((copy) => !terminated[copy])) {
        cut ??= { observations: new Float32Array(finalObservations.length), copies: [] };
        cut.copies.push(...ended);
        this.perception.show(member, finalObservations, ended, cut.observations);
      }
      this.perception.learn(member, this.#env.observations, ended);
      this.perception.show(member, this.#env.observations, rows);
    }
    return cut;
  }

  /** Completes the rows that this step opened, and stops the copies that have nothing `left` to live through. */
  #keep(running: Uint8Array, left: Int32Array): void {
    const { terminated, truncated } = this.#result;
    for (let copy = 0; copy < running.length; copy++) {
      if (!running[copy]) continue;
      this.#buffers.complete(copy, this.#result, this.#rewards.values);
      const ended = terminated[copy] || truncated[copy];
      if (ended || this.#agent.collection.kind === 'steps') left[copy]!--;
      if (left[copy] === 0) running[copy] = 0;
    }
  }

  /** What the critic says of the ends of the last step, which it is asked together with the next one. */
  #valueEnds(ends: Ends | undefined, values: Float32Array | undefined): void {
    for (const copy of ends?.copies ?? []) {
      this.#buffers.valueEnd(copy, values![copy]!);
    }
  }
}
