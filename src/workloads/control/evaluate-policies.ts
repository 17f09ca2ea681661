import { makeEnv } from '../../../envs/index.ts';
import { playerStream } from '../../training/players.ts';
import type { PopulationPlan } from '../../training/population-plan.ts';
import type { Evaluated, Request } from '../../training/workload.ts';
import type { ControlParts } from './control-parts.ts';
import { drawn, type Evaluation, evaluate, type Spectator } from './evaluation.ts';
import { evaluationRecords, sampledEvaluationRecord } from './evaluation-records.ts';
import type { Perception } from './perception.ts';
import { mostProbable } from './play-episodes.ts';
import { type ForwardPasses, Policy } from './policy.ts';

/** The evaluations that a plan asks for: with the most probable actions, and with drawn ones where these are wanted. */
export class PolicyEvaluation {
  readonly #plan: PopulationPlan;
  readonly #parts: ControlParts;
  readonly #perception: Perception;
  readonly #passes: ForwardPasses;
  readonly #steps: (player: number) => number;
  readonly #spectator: Spectator | undefined;

  /**
   * @param perception how the players see during training. @param passes through the networks.
   * @param steps that a player has made in training so far.
   * @param spectator is shown the episodes with drawn actions where there are such, else the others.
   */
  constructor(
    plan: PopulationPlan,
    parts: ControlParts,
    perception: Perception,
    passes: ForwardPasses,
    steps: (player: number) => number,
    spectator?: Spectator,
  ) {
    this.#plan = plan;
    this.#parts = parts;
    this.#perception = perception;
    this.#passes = passes;
    this.#steps = steps;
    this.#spectator = spectator;
  }

  /** See {@link Workload.evaluate}. */
  async evaluate(request: Request, last: readonly boolean[]): Promise<(Evaluated | null)[]> {
    const { env, evaluation } = this.#plan;
    const evaluated = evaluation.env ?? env;
    const knowsSuccess = makeEnv(evaluated, { size: 1 }).spec.success !== null;
    const results = await this.#evaluations(evaluated, request, last, false);
    const sampled = evaluation.sampled ? await this.#evaluations(evaluated, request, last, true) : undefined;
    return results.map((result, player) => {
      if (!request.players[player]) return null;
      const other = sampled?.[player];
      return {
        fault: result.fault ?? other?.fault ?? null,
        records: (heading) => [
          ...evaluationRecords(heading, result, knowsSuccess),
          ...(other ? [sampledEvaluationRecord(heading, other, knowsSuccess)] : []),
        ],
      };
    });
  }

  async #evaluations(
    env: string,
    { players: due, updates, params, giveUp }: Request,
    last: readonly boolean[],
    sampled: boolean,
  ): Promise<Evaluation[]> {
    const { agent, networks, players } = this.#parts;
    const { episodes } = this.#plan.evaluation;
    // Begins anew every time, as the episodes do: how often one looks changes nothing.
    const noise = networks.noise?.inEvaluation
      ? players.map((player) => playerStream(player, 'dropout', 'evaluation'))
      : null;
    const policy = new Policy(agent, networks, params(), players.length, noise, this.#passes);
    try {
      const act = sampled
        ? drawn(agent, await policy.samplers(updates), players, episodes)
        : mostProbable(agent);
      const watched = last.map((isLast) => isLast && !sampled);
      return await evaluate(
        env,
        agent,
        policy,
        this.#perception,
        act,
        players,
        players.map((_, player) => this.#judgedAt(player)),
        due,
        watched,
        episodes,
        giveUp,
        sampled === (this.#plan.evaluation.sampled ?? false) ? this.#spectator : undefined,
      );
    } finally {
      policy.dispose();
    }
  }

  /**
   * Steps by which a task that changes is judged: those before the last one, within the budget. What was learned in a task up to
   * the very step of its change is judged by that task, and so is the end of a training that went on to a whole update.
   */
  #judgedAt(player: number): number {
    return Math.max(0, Math.min(this.#steps(player), this.#plan.totalTimesteps) - 1);
  }
}
