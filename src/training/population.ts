import type { Agent, NetworkParams } from '../../agents/index.ts';
import { makeEnv, type VectorEnv } from '../../envs/index.ts';
import { GradientWatch } from '../diagnostics/gradient-stats.ts';
import { inPhase } from '../diagnostics/phases.ts';
import type { RandomStream } from '../random.ts';
import { ParameterLayout } from '../tensors/parameter-layout.ts';
import * as tf from '../tensors/tf.ts';
import { assemble, type Parts } from './assemble.ts';
import { divergence, teamErrors } from './divergence.ts';
import { evaluate } from './evaluation.ts';
import { explainedVariance } from './explained-variance.ts';
import { learn } from './learn.ts';
import { Learner } from './learner.ts';
import { copyStreams, layerNames, type Player, playerStream } from './players.ts';
import { Policy } from './policy.ts';
import type { PopulationPlan } from './population-plan.ts';
import type { EndRecord, EpisodeRecord, TrainingRecord } from './records.ts';
import { ReferencePolicy } from './reference-policy.ts';
import { type FinishedEpisode, Rollout } from './rollout.ts';
import { teamRecords } from './team-records.ts';
import { gradientRecords, updateRecord } from './update-records.ts';

/**
 * Trains a population and reports what happens, update by update: first the untrained policies' evaluation, then one
 * batch of records for every update. A member is over when an `end` record says so.
 *
 * Member k computes the same bits whoever else is in the population.
 */
export async function* trainPopulation(plan: PopulationPlan): AsyncGenerator<readonly TrainingRecord[]> {
  const population = new Population(plan);
  try {
    yield teamRecords(await population.evaluate(population.active), population.agents);
    while (population.active.some(Boolean)) {
      yield teamRecords(await population.update(), population.agents);
    }
  } finally {
    population.dispose();
  }
}

/** The agents of a team count as members of their own in here; what they report is put together outside. */
class Population {
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
  readonly #shuffles: readonly RandomStream[];
  /** Members that still learn. */
  readonly active: boolean[];
  readonly #updates: number[];
  readonly #episodes: number[];
  readonly #evaluationsDone: number[];
  readonly #started = performance.now();

  constructor(plan: PopulationPlan) {
    this.#plan = plan;
    this.#parts = assemble(plan);
    const { agent, networks, optimizer, players: members, spec } = this.#parts;
    this.#agent = agent;
    this.#members = members;
    this.agents = spec.agents;
    const { numEnvs, horizon } = agent.collection;
    this.#env = makeEnv(plan.env, { size: plan.members.length * numEnvs, copies: numEnvs, horizon });
    this.#env.reset(copyStreams(members, 'environment', numEnvs));
    this.#rollout = new Rollout(agent, this.#env, members.length, copyStreams(members, 'action', numEnvs));
    const layout = new ParameterLayout(networks.parameters);
    const vector = this.#initialVector(layout);
    this.#reference = agent.reference ? new ReferencePolicy(agent, networks, layout, vector) : null;
    this.#learner = new Learner(agent, networks, optimizer, layout, vector);
    this.#watch = new GradientWatch(layout, members.length);
    this.#shuffles = members.map((member) => playerStream(member, 'shuffle'));
    this.active = members.map(() => true);
    this.#updates = members.map(() => 0);
    this.#episodes = members.map(() => 0);
    this.#evaluationsDone = members.map(() => 0);
  }

  /** One roll-out, what is learned from it, and what there is to say about it. */
  async update(): Promise<TrainingRecord[]> {
    const active = [...this.active];
    const progress = active.map((_, member) => this.#progress(member));
    const learningRateScale = progress.map((done) => (this.#agent.schedule.annealLr ? 1 - done : 1));

    const policy = this.#policy(this.#learner.params());
    const finished = await this.#rollout.collect(policy, active, this.#updates);
    policy.dispose();
    const records: TrainingRecord[] = finished.map((episode) => this.#episodeRecord(episode));

    await this.#reference?.judge(this.#rollout.buffers, this.#env.spec.observationSpace.low.length);
    const lessons = this.#rollout.buffers.map((buffer, member) => ({
      buffer,
      shuffle: this.#shuffles[member]!,
      ...this.#agent.targets(buffer.experience()),
    }));
    const before = tf.clone(this.#learner.vector);
    const terms = await learn(
      this.#agent,
      this.#learner,
      this.#watch,
      lessons,
      { active, learningRateScale, progress },
      this.#env.spec.observationSpace.low.length,
    );
    const stats = await inPhase('statistics', () => this.#watch.read(before, this.#learner.vector));
    before.dispose();

    const layers = this.#learner.layout.names;
    const names = this.#members.map((member) => layerNames(layers, member.agent, this.agents));
    const errors = teamErrors(
      stats.map((own, member) => divergence(own, names[member]!)),
      this.agents,
    );
    for (const [member, moved] of active.entries()) {
      if (!moved) continue;
      const heading = {
        member,
        updateIndex: ++this.#updates[member]!,
        envStep: this.#rollout.envSteps[member]!,
        learningRate: this.#parts.learningRates[member]!(progress[member]!) * learningRateScale[member]!,
        wallS: this.#elapsed(),
      };
      const { buffer, returns } = lessons[member]!;
      const explained = this.#agent.critic ? explainedVariance(buffer.values, returns) : null;
      records.push(updateRecord(heading, terms[member]!, explained));
      records.push(...gradientRecords(heading, names[member]!, stats[member]!));
      const { diagnostics } = lessons[member]!;
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
    if (due.some(Boolean)) records.push(...(await this.evaluate(due)));
    for (const [member, moved] of active.entries()) {
      if (moved && !this.active[member]) records.push(this.#endRecord(member, errors[member]!));
    }
    return records;
  }

  /** Evaluates the members that are due. */
  async evaluate(due: readonly boolean[]): Promise<TrainingRecord[]> {
    const { env, evaluation } = this.#plan;
    const policy = this.#policy(this.#learner.evaluationParams());
    const { perception } = this.#rollout;
    const results = await inPhase('evaluation', () =>
      evaluate(env, this.#agent, policy, perception, this.#members, due, evaluation.episodes),
    );
    policy.dispose();
    const hasSuccess = this.#env.spec.success !== null;
    const wallS = this.#elapsed();
    return results.flatMap(({ successRate, ...result }, member): TrainingRecord[] =>
      due[member]
        ? [
            {
              kind: 'evaluation',
              member,
              updateIndex: this.#updates[member]!,
              envStep: this.#rollout.envSteps[member]!,
              ...result,
              successRate: hasSuccess ? successRate : null,
              wallS,
            },
          ]
        : [],
    );
  }

  dispose(): void {
    this.#learner.dispose();
    this.#reference?.dispose();
    this.#watch.dispose();
  }

  #policy(params: NetworkParams): Policy {
    return new Policy(this.#agent, this.#parts.networks, params, this.#members.length);
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
      wallS: this.#elapsed(),
    };
  }

  #endRecord(member: number, error: string | null): EndRecord {
    const updates = this.#updates[member]!;
    return {
      kind: 'end',
      member,
      status: error === null ? 'finished' : 'diverged',
      error: error === null ? null : `update ${updates}: ${error}`,
      envSteps: this.#rollout.envSteps[member]!,
      updates,
      wallS: this.#elapsed(),
    };
  }

  /** Members of one seed start alike, whatever their optimizer. */
  #initialVector(layout: ParameterLayout): tf.Tensor {
    const members = this.#members;
    const values = new Float32Array(members.length * layout.length);
    for (const [index, member] of members.entries()) {
      const stream = playerStream(member, 'parameters');
      for (const [leaf, parameter] of this.#parts.networks.parameters.entries()) {
        values.set(parameter.initial(stream), index * layout.length + layout.offsets[leaf]!);
      }
    }
    return tf.tensor3d(values, [members.length, 1, layout.length]);
  }

  #elapsed(): number {
    return (performance.now() - this.#started) / 1000;
  }
}
