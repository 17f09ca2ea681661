import type { ActionSampler, Agent } from '../../agents/index.ts';
import { type StepResult, stepResult, type VectorEnv } from '../../envs/index.ts';
import { inPhase } from '../diagnostics/phases.ts';
import { giveWay } from '../give-way.ts';
import { RandomStream } from '../random.ts';
import { actionLength } from '../spaces.ts';
import { clipActions } from './clip-actions.ts';
import { copyRow } from './copy-row.ts';
import { ExperienceBuffer } from './experience-buffer.ts';
import type { FinishedEpisode } from './finished-episode.ts';
import { judgeEpisodes } from './judge-episodes.ts';
import { RewardNormalizer } from './normalization.ts';
import { Perception } from './perception.ts';
import type { Outputs, Policy } from './policy.ts';
import { type CopyStreams, type SavedRollout, savedRows } from './saved-rollout.ts';

/** The last observations of episodes that have ended, as the agents see them, in the places of their copies. */
interface Ends {
  readonly observations: Float32Array;
  readonly copies: number[];
}

/**
 * Lets a population act in its environments and keeps what it lives through.
 *
 * Member k's copies are the rows k·N … k·N+N−1 of one vector environment; the agents of a team count as members of their
 * own. A copy that stands still (its member is done, or its episode is over in a roll-out of whole episodes) draws no
 * random numbers, so that nobody's experience depends on the company.
 */
export class Rollout {
  readonly buffers: readonly ExperienceBuffer[];
  readonly perception: Perception;
  /** Environment steps that each member has taken. */
  readonly envSteps: number[];
  /** The largest reward in size that each member has seen, as the agent sees it. */
  readonly largestRewards: number[];
  readonly #agent: Agent;
  readonly #env: VectorEnv;
  readonly #copies: number;
  readonly #observationLength: number;
  readonly #actionLength: number;
  #streams: CopyStreams;
  readonly #rewardNormalizer: RewardNormalizer | null;
  readonly #episodeReturns: Float64Array;
  readonly #episodeLengths: Int32Array;
  readonly #result: StepResult;
  readonly #rewards: Float64Array;
  /** Drawn, and as the environment gets them. */
  readonly #actions: Float32Array;
  readonly #executed: Float32Array;
  /** The row that each copy's current step has in its member's buffer. */
  readonly #rowOf: Int32Array;

  /**
   * @param env of `members × collection.numEnvs` rows; begins anew here.
   */
  constructor(agent: Agent, env: VectorEnv, members: number, streams: CopyStreams) {
    const { collection, distribution } = agent;
    const copies = collection.numEnvs;
    this.#agent = agent;
    this.#env = env;
    this.#copies = copies;
    this.#observationLength = env.spec.observationSpace.low.length;
    this.#actionLength = actionLength(distribution.space);
    this.#streams = streams;
    env.reset(streams.environment);
    this.envSteps = new Array<number>(members).fill(0);
    this.largestRewards = new Array<number>(members).fill(0);
    const shape = { observationLength: this.#observationLength, actionLength: this.#actionLength };
    this.buffers = this.envSteps.map(() => new ExperienceBuffer(shape, copies, copies * collection.numSteps));
    this.perception = new Perception(members, copies, this.#observationLength, collection.normObs);
    this.#rewardNormalizer = collection.normReward
      ? new RewardNormalizer(members, copies, collection.gamma)
      : null;
    this.#episodeReturns = new Float64Array(env.size);
    this.#episodeLengths = new Int32Array(env.size);
    this.#result = stepResult(env);
    this.#rewards = new Float64Array(env.size);
    this.#actions = new Float32Array(env.size * this.#actionLength);
    this.#executed = new Float32Array(env.size * this.#actionLength);
    this.#rowOf = new Int32Array(env.size);
    const everywhere = new Uint8Array(env.size).fill(1);
    for (let member = 0; member < members; member++) {
      const rows = this.#rowsOf(member, everywhere);
      this.perception.learn(member, env.observations, rows);
      this.perception.show(member, env.observations, rows);
    }
  }

  save(member: number): SavedRollout {
    const cut = <T extends Float64Array | Int32Array>(values: T, width = 1): T =>
      values.slice(member * this.#copies * width, (member + 1) * this.#copies * width) as T;
    const { environment, action } = this.#streams;
    return {
      envSteps: this.envSteps[member]!,
      largestReward: this.largestRewards[member]!,
      state: cut(this.#env.state, this.#env.rowLength),
      episodeReturns: cut(this.#episodeReturns),
      episodeLengths: cut(this.#episodeLengths),
      streams: Array.from({ length: this.#copies }, (_, copy) => ({
        environment: environment[member * this.#copies + copy]!.state,
        action: action[member * this.#copies + copy]!.state,
      })),
      perception: this.perception.save(member),
      rewards: this.#rewardNormalizer?.save(member) ?? null,
    };
  }

  /** @param saved one a member; undefined for those that start from the beginning. */
  restore(saved: readonly (SavedRollout | undefined)[]): void {
    const state = this.#env.state.slice();
    const streams = { environment: [...this.#streams.environment], action: [...this.#streams.action] };
    for (const [member, own] of saved.entries()) {
      if (own === undefined) continue;
      const first = member * this.#copies;
      this.envSteps[member] = own.envSteps;
      this.largestRewards[member] = own.largestReward ?? 0;
      const { rowLength } = this.#env;
      state.set(savedRows(own.state, this.#copies, rowLength), first * rowLength);
      this.#episodeReturns.set(own.episodeReturns, first);
      this.#episodeLengths.set(own.episodeLengths, first);
      for (const [copy, { environment, action }] of own.streams.entries()) {
        streams.environment[first + copy] = RandomStream.restore(environment);
        streams.action[first + copy] = RandomStream.restore(action);
      }
      this.perception.restore(member, own.perception);
      if (own.rewards) this.#rewardNormalizer?.restore(member, own.rewards);
    }
    this.#streams = streams;
    this.#env.restore(state, streams.environment);
  }

  /** Of each member, how its environment has failed; null while all is well. */
  faults(): (string | null)[] {
    const { faults } = this.#env;
    return this.buffers.map((_, member) => {
      const first = member * this.#copies;
      const rows = Array.from({ length: this.#copies }, (_, copy) => first + copy);
      return faults.get(rows.find((row) => faults.has(row)) ?? -1) ?? null;
    });
  }

  /**
   * Fills the buffers with one roll-out. Members whose environment fails stand still; they have lived through nothing.
   *
   * @param active members that take part.
   * @param updates updates that each member has made so far.
   */
  async collect(
    policy: Policy,
    active: readonly boolean[],
    updates: readonly number[],
  ): Promise<FinishedEpisode[]> {
    const { collection, critic } = this.#agent;
    const samplers = await policy.samplers(updates);
    const running = Uint8Array.from({ length: this.#env.size }, (_, copy) =>
      Number(active[this.#memberOf(copy)]),
    );
    const finished: FinishedEpisode[] = [];
    for (const buffer of this.buffers) buffer.clear();
    if (collection.groupSize > 1) this.#startAlike(active);

    this.#haltFailed(running);

    const steps = collection.kind === 'steps' ? collection.numSteps : Number.POSITIVE_INFINITY;
    let ends: Ends | undefined;
    for (let step = 0; step < steps && running.includes(1); step++) {
      const outputs = await inPhase('acting', () =>
        policy.predict(this.perception.observations, running, critic, ends?.observations),
      );
      this.#valueEnds(ends, outputs.endValues);
      this.#act(outputs, samplers, running);
      inPhase('environment', () => this.#env.step(this.#executed, this.#result, running));
      this.#haltFailed(running);
      ends = this.#advance(running, finished);
      this.#keep(running);
      await giveWay();
    }
    const next = collection.kind === 'steps' && critic ? this.perception.observations : undefined;
    if (next || ends) {
      const seen = { next, ends: ends?.observations };
      const values = await inPhase('acting', () => policy.values(seen, this.#copies));
      this.#valueEnds(ends, values.ends);
      for (const [member, { nextValues }] of this.buffers.entries()) {
        if (values.next) copyRow(values.next, member, nextValues, 0, this.#copies);
      }
    }
    if (collection.kind === 'episodes') judgeEpisodes(this.buffers, this.#env.spec);
    if (this.#env.faults.size > 0) {
      for (const [member, fault] of this.faults().entries())
        if (fault !== null) this.buffers[member]!.clear();
    }
    return finished;
  }

  /** Lets all copies of members stand still of which one has failed. */
  #haltFailed(running: Uint8Array): void {
    for (const row of this.#env.faults.keys()) {
      const first = row - (row % this.#copies);
      running.fill(0, first, first + this.#copies);
    }
  }

  /** Puts every copy of a group into the state that the group's first copy has drawn. */
  #startAlike(active: readonly boolean[]): void {
    const { state, rowLength } = this.#env;
    const { groupSize } = this.#agent.collection;
    for (let copy = 0; copy < this.#env.size; copy++) {
      if (!active[this.#memberOf(copy)]) continue;
      const first = copy - (copy % groupSize);
      state.copyWithin(copy * rowLength, first * rowLength, (first + 1) * rowLength);
    }
    this.#env.observe();
    const everywhere = new Uint8Array(this.#env.size).fill(1);
    for (const [member, acts] of active.entries()) {
      if (acts) this.perception.show(member, this.#env.observations, this.#rowsOf(member, everywhere));
    }
  }

  /** Draws the actions of the running copies and opens a row for each. */
  #act({ actor, values }: Outputs, samplers: readonly ActionSampler[], running: Uint8Array): void {
    const { space, outputLength } = this.#agent.distribution;
    for (let copy = 0; copy < running.length; copy++) {
      if (!running[copy]) continue;
      const member = this.#memberOf(copy);
      const buffer = this.buffers[member]!;
      const row = buffer.append(copy % this.#copies);
      const at = copy * this.#actionLength;
      const stream = this.#streams.action[copy]!;
      buffer.logProbs[row] = samplers[member]!.sample(actor, copy * outputLength, stream, this.#actions, at);
      buffer.values[row] = values?.[copy] ?? 0;
      copyRow(this.#actions, copy, buffer.actions, row, this.#actionLength);
      copyRow(this.perception.observations, copy, buffer.observations, row, this.#observationLength);
      this.#rowOf[copy] = row;
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
      const rows = this.#rowsOf(member, running);
      if (rows.length === 0) continue;
      this.envSteps[member]! += rows.length;
      if (this.#rewardNormalizer) {
        this.#rewardNormalizer.normalize(member, rewards, terminated, rows, this.#rewards);
      } else {
        for (const copy of rows) this.#rewards[copy] = rewards[copy]!;
      }
      for (const copy of rows) {
        const size = Math.abs(this.#rewards[copy]!);
        if (size > this.largestRewards[member]!) this.largestRewards[member] = size;
        this.#episodeReturns[copy]! += rewards[copy]!;
        this.#episodeLengths[copy]!++;
      }
      const ended = rows.filter((copy) => terminated[copy] || truncated[copy]);
      for (const copy of ended) {
        const episode = {
          member,
          return: this.#episodeReturns[copy]!,
          length: this.#episodeLengths[copy]!,
          success: success[copy] === 1,
          envStep: this.envSteps[member]!,
        };
        finished.push(episode);
        const { episodeReturns, successes } = this.buffers[member]!;
        episodeReturns[copy % this.#copies] = episode.return;
        successes[copy % this.#copies] = success[copy]!;
        this.#episodeReturns[copy] = 0;
        this.#episodeLengths[copy] = 0;
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

  /** Completes the rows that this step opened. Whole episodes: a copy stops where its episode ends. */
  #keep(running: Uint8Array): void {
    const { terminated, truncated } = this.#result;
    for (let copy = 0; copy < running.length; copy++) {
      if (!running[copy]) continue;
      const buffer = this.buffers[this.#memberOf(copy)]!;
      const row = this.#rowOf[copy]!;
      buffer.rewards[row] = this.#rewards[copy]!;
      buffer.terminated[row] = terminated[copy]!;
      buffer.truncated[row] = truncated[copy]!;
      buffer.finalValues[row] = 0;
      const ended = terminated[copy] || truncated[copy];
      if (ended && this.#agent.collection.kind === 'episodes') running[copy] = 0;
    }
  }

  /** What the critic says of the ends of the last step, which it is asked together with the next one. */
  #valueEnds(ends: Ends | undefined, values: Float32Array | undefined): void {
    for (const copy of ends?.copies ?? []) {
      this.buffers[this.#memberOf(copy)]!.finalValues[this.#rowOf[copy]!] = values![copy]!;
    }
  }

  #memberOf(copy: number): number {
    return Math.floor(copy / this.#copies);
  }

  #rowsOf(member: number, running: Uint8Array): number[] {
    const rows: number[] = [];
    const end = (member + 1) * this.#copies;
    for (let copy = end - this.#copies; copy < end; copy++) if (running[copy]) rows.push(copy);
    return rows;
  }
}
