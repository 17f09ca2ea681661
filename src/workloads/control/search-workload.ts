import type { Normal } from '../../search/index.ts';
import type { MemberRow } from '../../tensors/member-rows.ts';
import { ParameterLayout } from '../../tensors/parameter-layout.ts';
import type * as tf from '../../tensors/tf.ts';
import { type Player, playerStream } from '../../training/players.ts';
import type { PopulationPlan } from '../../training/population-plan.ts';
import type { Evaluated, Experience, Request, Schedule, Workload } from '../../training/workload.ts';
import { initialValues, initialVector } from '../initial-vector.ts';
import { CandidateEpisodes, type SavedEpisodes } from './candidate-episodes.ts';
import type { ControlParts } from './control-parts.ts';
import { PolicyEvaluation } from './evaluate-policies.ts';
import { beginWith } from './initial-policies.ts';
import { forwardPasses } from './policy.ts';
import { policyFile } from './policy-file.ts';
import { type Generation, SearchExperience } from './search-experience.ts';

/** What a player depends on between two generations beside its parameters. Plain data. */
interface SavedSearch {
  /** What its rule remembers. */
  readonly rule: unknown;
  readonly tried: SavedEpisodes;
}

/**
 * Agents that search without gradients: an update is a generation, whose candidates act and whose rule is told what they
 * returned. What rules draw comes from streams that player and generation name.
 */
export class SearchWorkload implements Workload {
  readonly agents: number;
  readonly layout: ParameterLayout;
  readonly schedule: Schedule;
  readonly lossTerms = [];
  readonly gradientStatistics = false;
  readonly #plan: PopulationPlan;
  readonly #parts: ControlParts;
  readonly #passes = forwardPasses();
  readonly #episodes: CandidateEpisodes;
  readonly #evaluation: PolicyEvaluation;
  /** What the rule of each player remembers. */
  readonly #states: unknown[];

  constructor(plan: PopulationPlan, parts: ControlParts) {
    const { agent, networks, spec, players, rules } = parts;
    this.agents = spec.agents;
    this.layout = new ParameterLayout(networks.parameters);
    this.schedule = agent.schedule;
    this.#plan = plan;
    this.#parts = parts;
    this.#episodes = new CandidateEpisodes(plan, parts, this.#passes);
    this.#evaluation = new PolicyEvaluation(plan, parts, this.#episodes.perception, this.#passes, (player) =>
      this.steps(player),
    );
    this.#states = players.map((player, index) => {
      const drawn = initialValues(this.layout, networks.parameters, playerStream(player, 'parameters'));
      const values = beginWith(parts)(player, drawn);
      return rules[index]!.begin(Float64Array.from(values), normalOf(player, 0, 'begin'));
    });
  }

  start(): tf.Tensor {
    const { networks, players } = this.#parts;
    return initialVector(this.layout, networks.parameters, players, { begin: beginWith(this.#parts) });
  }

  steps(player: number): number {
    return this.#episodes.envSteps[player]!;
  }

  progress(player: number, updates: number): number {
    const { updatesInAll } = this.#parts;
    if (Number.isFinite(updatesInAll)) return updates / updatesInAll;
    return Math.min(1, this.steps(player) / this.#plan.totalTimesteps);
  }

  async next(request: Request): Promise<Experience> {
    const { agentName, players, rules } = this.#parts;
    const generations = request.updates.map((made) => made + 1);
    const asked = rules.map((rule, player) =>
      request.players[player]
        ? rule.ask(this.#states[player], normalOf(players[player]!, generations[player]!, 'ask'))
        : null,
    );
    const usable = asked.map((candidates) => (candidates?.every(isFiniteInSingle) ? candidates : null));
    const { returns, records, faults } = await this.#episodes.play(usable, request);
    const outcomes = rules.map((rule, player): Generation => {
      const candidates = usable[player];
      if (!candidates || faults[player] !== null) {
        return { centre: rule.centre(this.#states[player]), fitness: [], report: {} };
      }
      const fitness = returns[player]!;
      const normal = normalOf(players[player]!, generations[player]!, 'tell');
      const state = rule.tell(this.#states[player], { candidates, fitness }, normal);
      this.#states[player] = state;
      return { centre: rule.centre(state), fitness, report: rule.report(state) };
    });
    return new SearchExperience(agentName, this.layout.length, outcomes, { records, faults });
  }

  evaluate(request: Request, last: readonly boolean[]): Promise<(Evaluated | null)[]> {
    return this.#evaluation.evaluate(request, last);
  }

  keep(player: number, parameters: MemberRow): Uint8Array {
    const moments = this.#episodes.perception.normalizer?.moments.save(player) ?? null;
    return policyFile(this.layout, { parameters, moments });
  }

  async save(): Promise<SavedSearch[]> {
    return this.#states.map((rule, player) => ({ rule, tried: this.#episodes.save(player) }));
  }

  async restore(states: readonly unknown[]): Promise<void> {
    for (const [player, own] of (states as readonly (SavedSearch | undefined)[]).entries()) {
      if (own === undefined) continue;
      this.#states[player] = own.rule;
      this.#episodes.restore(player, own.tried);
    }
  }

  dispose(): void {
    this.#episodes.dispose();
    this.#passes.dispose();
  }
}

/** What a rule draws in a generation. */
function normalOf(player: Player, generation: number, purpose: 'begin' | 'ask' | 'tell'): Normal {
  const stream = playerStream(player, 'search', generation, purpose);
  return () => stream.normal();
}

/** Whether a policy can be made of the numbers. */
function isFiniteInSingle(values: Float64Array): boolean {
  return values.every((value) => Number.isFinite(Math.fround(value)));
}
