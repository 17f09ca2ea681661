import { type Control, ofOptimizer } from '../controllers/control.ts';
import type { Decision } from '../controllers/index.ts';
import { type GradientStats, GradientWatch } from '../diagnostics/gradient-stats.ts';
import { inPhase } from '../diagnostics/phases.ts';
import type { MemberStreams, Optimizer } from '../optimizers/index.ts';
import type { CheckpointRecord, MeasurementRecord, PolicyRecord, TrainingRecord } from '../results/index.ts';
import type { MemberRow } from '../tensors/member-rows.ts';
import * as tf from '../tensors/tf.ts';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import { divergence, teamErrors } from './divergence.ts';
import { partScales, scheduleWith } from './follow-decisions.ts';
import { learn } from './learn.ts';
import { Learner } from './learner.ts';
import { measuredBy } from './measured-by.ts';
import { minibatchProbe } from './minibatch-probe.ts';
import { PlayerStates } from './player-states.ts';
import { layerNames, playerStream } from './players.ts';
import type { PopulationView } from './population-view.ts';
import { gradientRecords, type LearningRates, measurementRecords, updateRecord } from './update-records.ts';
import type { Experience, MinibatchStep, Request, Workload } from './workload.ts';

/** What a population is made of. */
export interface PopulationParts {
  /** The seed of each member. */
  readonly seeds: readonly number[];
  /** Of all players. */
  readonly optimizer: Optimizer;
  /** Of each player, as its schedules leave it when a share `progress` of the budget is spent; `annealLr` aside. */
  readonly learningRates: readonly ((progress: number) => number)[];
  /** The same of the optimizer that trains the critic alone; undefined where one trains both. */
  readonly criticLearningRates: readonly (((progress: number) => number) | undefined)[];
  /** The `lr` of each player's optimizer, before schedules and controllers; 1 for a rule that has none. */
  readonly baseLearningRates: readonly number[];
  /** Whether each player's steps are minus the learning rate times the gradient. */
  readonly gradientDescent: readonly boolean[];
  /** Controllers and diagnostics, one state a player; absent where there are none. */
  createControl?(): Control;
  /** Evaluations that the budget is evenly divided by, the one of the beginning aside. */
  readonly evaluations: number;
  /** Whether to keep, beside the final policy, the one that had the highest score in an evaluation. */
  readonly keepBest: boolean;
  /** Makes what is trained. */
  createWorkload(): Workload;
}

/**
 * Workload × optimizer × controllers: the loop of training, which knows none of them. The agents of a team count as players of their own in
 * here; what they report is put together outside.
 */
export class Population implements PopulationView {
  readonly members: number;
  readonly workload: Workload;
  readonly #parts: PopulationParts;
  readonly #states: PlayerStates;
  readonly #learner: Learner;
  readonly #watch: GradientWatch | null;
  readonly #control: Control | undefined;
  /** Of each player: names of the layers that its gradient statistics are about. */
  readonly #layers: readonly (readonly string[])[];

  /** @param until the share of its budget at which each member is left off. Default: none is. */
  constructor(parts: PopulationParts, until?: readonly number[]) {
    const workload = parts.createWorkload();
    const { layout, agents, schedule } = workload;
    this.members = parts.seeds.length;
    const players = this.members * agents;
    this.workload = workload;
    this.#parts = parts;
    const untilOf = until?.flatMap((share) => new Array<number>(agents).fill(share));
    this.#states = new PlayerStates(players, workload, parts.evaluations, untilOf);
    this.#learner = new Learner(
      parts.optimizer,
      layout,
      workload.start(),
      schedule.maxGradNorm,
      workload.fresh?.bind(workload),
    );
    this.#control = parts.createControl?.();
    this.#watch = workload.gradientStatistics ? new GradientWatch(layout.trained, players) : null;
    this.#layers = Array.from({ length: players }, (_, player) =>
      layerNames(layout.trained.names, player % agents, agents),
    );
  }

  /** What rules draw their random numbers from. */
  readonly #randomStream: MemberStreams = (player, ...purpose) => {
    const seed = this.#parts.seeds[Math.floor(player / this.agents)]!;
    return playerStream({ seed, agent: player % this.agents }, ...purpose);
  };

  /** Of each team. */
  get agents(): number {
    return this.workload.agents;
  }

  /** True if some player begins here. */
  get begins(): boolean {
    return this.#states.fresh.includes(true);
  }

  /** True while some player still learns. */
  get goesOn(): boolean {
    return this.#states.active.includes(true);
  }

  /** True if the last update has left some player off, whose checkpoint is to be kept now. */
  get leavesOff(): boolean {
    return this.#states.leftOff.includes(true);
  }

  parameters(): Promise<MemberRow[]> {
    return this.#learner.evaluationRows();
  }

  /** Where every member stands that goes on, or that the last update has left off. */
  async checkpoints(): Promise<CheckpointRecord[]> {
    const learned = await this.#learner.save();
    const workloads = await this.workload.save();
    const gradients = await this.#watch?.save();
    const players = learned.map((learner, player) => ({
      learner,
      workload: workloads[player],
      gradient: gradients?.[player] ?? null,
      ...(this.#control && { control: this.#control.save(player) }),
    }));
    return Array.from({ length: this.members }).flatMap((_, member): CheckpointRecord[] => {
      const first = member * this.agents;
      if (!this.#states.active[first] && !this.#states.leftOff[first]) return [];
      const own = this.#states.save(first);
      const state = encodeCheckpoint({ ...own, players: players.slice(first, first + this.agents) });
      return [{ kind: 'checkpoint', member, updateIndex: own.updates, state }];
    });
  }

  /**
   * Takes members up where their checkpoints stand.
   *
   * @returns what there is to say of those that have spent their share there already: they are left off at once.
   */
  async restore(states: readonly (Uint8Array | undefined)[]): Promise<TrainingRecord[]> {
    if (states.every((state) => state === undefined)) return [];
    const checkpoints = states.flatMap((state): (Checkpoint | undefined)[] =>
      new Array(this.agents).fill(state && decodeCheckpoint(state)),
    );
    const saved = checkpoints.map((checkpoint, player) => checkpoint?.players[player % this.agents]);
    await this.#learner.restore(saved.map((own) => own?.learner));
    await this.workload.restore(saved.map((own) => own?.workload));
    await this.#watch?.restore(saved.map((own) => own?.gradient));
    for (const [player, own] of saved.entries()) this.#control?.restore(player, own?.control);
    this.#states.restore(checkpoints);
    return this.#states.ends(this.#states.leftOff);
  }

  /** What there is to say before the first update: how the untrained parameters do. */
  async begin(giveUp?: AbortSignal): Promise<TrainingRecord[]> {
    const { fresh } = this.#states;
    return [...(await this.#evaluate(fresh, giveUp)), ...this.#states.ends(fresh)];
  }

  /**
   * The next experience, what is learned from it, and what there is to say about it.
   *
   * @param giveUp ends it on its way: it is rejected with the reason, and from there on the population can only be disposed.
   */
  async update(giveUp?: AbortSignal): Promise<TrainingRecord[]> {
    const { workload } = this;
    const states = this.#states;
    states.leftOff.fill(false);
    const before = [...states.active];
    const progress = before.map((_, player) => states.progress(player));
    const stepsBefore = before.map((_, player) => workload.steps(player));
    const { annealLr } = workload.schedule;
    const decisions = before.map((_, player) => this.#control?.decision(player) ?? {});
    const learningRateScale = progress.map(
      (done, player) => (annealLr ? 1 - done : 1) * (decisions[player]!.learningRateFactor ?? 1),
    );
    const schedules = decisions.map((decision) => scheduleWith(workload.schedule, decision));

    const request = this.#request(before, () => this.#learner.params(), giveUp);
    const experience = await workload.next(request, schedules);
    for (const [player, fault] of experience.faults.entries()) {
      if (before[player] && fault !== null) {
        states.fail(player, `update ${states.updates[player]! + 1}: ${fault}`);
      }
    }
    const active = [...states.active];
    if (!active.includes(true)) {
      experience.dispose();
      return [...experience.records, ...states.ends(before)];
    }

    const vectorBefore = this.#watch && tf.clone(this.#learner.vector);
    const { lossTerms } = workload;
    const apart = partScales(decisions);
    const settings = {
      ...{
        active,
        schedules,
        lossTerms,
        learningRateScale,
        progress,
        giveUp,
        first: this.#asking(experience, active, giveUp),
      },
      randomStream: this.#randomStream,
      ...(apart && { partLearningRateScales: apart }),
    };
    const terms = await learn(this.#learner, this.#watch, experience, settings)
      .catch((error: unknown) => {
        vectorBefore?.dispose();
        throw error;
      })
      .finally(() => experience.dispose());
    const [stats, learned] = await inPhase('statistics', () =>
      Promise.all([
        vectorBefore &&
          this.#watch!.read(
            vectorBefore,
            this.#learner.vector,
            stepsBefore.map((steps, player) => workload.steps(player) - steps),
          ),
        this.#learner.report(),
      ]),
    );
    vectorBefore?.dispose();
    const lost = stats ? undefined : await this.#learner.lost();

    const reports = terms.map((own, player) => experience.report(player, own));
    const errors = teamErrors(
      reports.map(({ health }, player) =>
        stats
          ? divergence(stats[player]!, this.#layers[player]!, health)
          : (lost?.[player] ?? divergence([], [], health)),
      ),
      this.agents,
    );
    const records: TrainingRecord[] = [...experience.records];
    for (const [player, { losses, records: others }] of reports.entries()) {
      if (!active[player]) continue;
      states.updates[player]!++;
      const heading = states.heading(player);
      const scale = learningRateScale[player]!;
      const rates = this.#learningRates(player, progress[player]!, scale, decisions[player]!);
      if (losses) records.push(updateRecord(heading, rates, losses));
      records.push(...measurementRecords(heading, ofOptimizer, learned?.[player] ?? {}));
      if (stats) records.push(...gradientRecords(heading, this.#layers[player]!, stats[player]!));
      records.push(...others(heading));
      if (errors[player] !== null || states.progress(player) >= 1) states.active[player] = false;
    }

    const due = active.map(
      (moved, player) => moved && errors[player] === null && states.evaluationDue(player),
    );
    if (due.includes(true)) records.push(...(await this.#evaluate(due, giveUp)));
    records.push(
      ...(await this.#kept(
        'final',
        due.map((is, player) => is && this.#isOver(player)),
      )),
    );
    const controlled = active.flatMap((moved, player) =>
      moved ? this.#observe(player, progress[player]!, records, stats?.[player]) : [],
    );
    states.leaveOff();
    return [...records, ...controlled, ...states.ends(before, errors)];
  }

  /** What lets diagnostics ask the loss of an update; undefined where none does now. @param active players that learn. */
  #asking(experience: Experience, active: readonly boolean[], giveUp?: AbortSignal) {
    const control = this.#control;
    const updates = active.map((learns, player) => (learns ? this.#states.updates[player]! : null));
    if (!control?.asks(updates)) return undefined;
    const { layout } = this.workload;
    return (minibatch: MinibatchStep): Promise<void> =>
      inPhase('diagnostics', () => {
        const { vector, buffers } = this.#learner;
        return control.ask(
          minibatchProbe(minibatch, experience, { vector, buffers }, layout, giveUp),
          updates,
        );
      });
  }

  /** The learning rates of an update, as the tables have them. @param scale on top of the optimizers' own schedules. */
  #learningRates(player: number, progress: number, scale: number, decision: Decision): LearningRates {
    const { actorLearningRateFactor: actor = 1, criticLearningRateFactor: critic = 1 } = decision;
    const criticRate = this.#parts.criticLearningRates[player];
    return {
      learningRate: this.#parts.learningRates[player]!(progress) * scale * actor,
      criticLearningRate: criticRate === undefined ? null : criticRate(progress) * scale * critic,
    };
  }

  /** Shows a player's update to its controllers and diagnostics. @returns what they have to say. */
  #observe(
    player: number,
    progress: number,
    reported: readonly TrainingRecord[],
    stats: readonly GradientStats[] | undefined,
  ): MeasurementRecord[] {
    if (this.#control === undefined) return [];
    const measured = measuredBy({
      records: reported.filter(({ member }) => member === player),
      progress,
      baseLearningRate: this.#parts.baseLearningRates[player]!,
      gradientDescent: this.#parts.gradientDescent[player]!,
      stats,
      layers: this.workload.layout.trained.names,
    });
    const heading = { member: player, updateIndex: measured.update };
    return this.#control
      .observe(player, measured)
      .map((measurement) => ({ kind: 'measurement', ...heading, agent: 1, ...measurement }));
  }

  /** True of a player that has spent its budget, with nothing gone wrong. */
  #isOver(player: number): boolean {
    return !this.#states.active[player] && this.#states.progress(player) >= 1;
  }

  /** The policies of some players as they are now. */
  async #kept(choice: PolicyRecord['choice'], players: readonly boolean[]): Promise<PolicyRecord[]> {
    const { workload } = this;
    if (workload.keep === undefined || !players.includes(true)) return [];
    const rows = await this.#learner.evaluationRows();
    return rows.flatMap((parameters, player): PolicyRecord[] => {
      if (!players[player]) return [];
      const updateIndex = this.#states.updates[player]!;
      const weights = workload.keep!(player, parameters);
      return [{ kind: 'policy', member: player, choice, agent: 1, updateIndex, weights }];
    });
  }

  dispose(): void {
    this.#learner.dispose();
    this.workload.dispose();
    this.#watch?.dispose();
  }

  async #evaluate(due: readonly boolean[], giveUp?: AbortSignal): Promise<TrainingRecord[]> {
    const states = this.#states;
    const request = this.#request(due, () => this.#learner.evaluationParams(), giveUp);
    const last = states.active.map((goesOn) => !goesOn);
    const results = await inPhase('evaluation', () => this.workload.evaluate(request, last));
    const records = results.flatMap((result, player): readonly TrainingRecord[] => {
      if (result === null) return [];
      if (result.fault === null) return result.records(states.heading(player));
      states.fail(player, `evaluation after update ${states.updates[player]}: ${result.fault}`);
      return [];
    });
    if (!this.#parts.keepBest) return records;
    const scores = new Map(
      records.flatMap((record) => (record.kind === 'evaluation' ? [[record.member, record.meanReturn]] : [])),
    );
    const isBest = due.map((_, player) => scores.has(player) && states.isBest(player, scores.get(player)!));
    return [...records, ...(await this.#kept('best', isBest))];
  }

  #request(players: readonly boolean[], params: Request['params'], giveUp?: AbortSignal): Request {
    const { updates } = this.#states;
    return { players, updates, params, elapsed: (player) => this.#states.elapsed(player), giveUp };
  }
}
