import { UsageError } from '../../errors.ts';
import { innermost } from '../../optimizers/index.ts';
import type { PopulationPlan } from '../../training/population-plan.ts';
import { assemble } from '../../workloads/assemble.ts';
import { blaming, mistake, type Origin, type StudyPath } from '../study/origin.ts';
import type { AgentChoice } from './plan-agents.ts';
import { type ControllerChoice, controlledLabel } from './plan-controllers.ts';
import type { EnvironmentChoice } from './plan-environments.ts';
import type { OptimizerChoice } from './plan-optimizers.ts';

/** An optimizer that is going to learn with an agent in an environment. */
export interface Candidate {
  readonly env: EnvironmentChoice;
  readonly agent: AgentChoice;
  readonly optimizer: OptimizerChoice;
  readonly controllers: ControllerChoice;
}

/** What the results call its optimizer. */
export function labelOf({ optimizer, controllers }: Candidate): string {
  return controlledLabel(optimizer.label, controllers);
}

/** What the results call the best of the settings that it is one of. */
export function scoredAs({ optimizer, controllers }: Candidate): string {
  return controlledLabel(optimizer.scoredAs ?? optimizer.label, controllers);
}

/** What tuning chooses for: candidates of one name are settings that it chooses from. */
export function tunedAs(candidate: Candidate): string {
  return `${scoredAs(candidate)} with ${candidate.agent.label} on ${candidate.env.label}`;
}

/** What the results call it: candidates of one identity differ in the learning rate alone. */
export function identityOf(candidate: Candidate): string {
  return `${labelOf(candidate)} with ${candidate.agent.label} on ${candidate.env.label}`;
}

/** Its learning rates, in order. */
export function ratesOf({ optimizer }: Candidate): (number | null)[] {
  return optimizer.calls.map((call) => {
    const { lr } = innermost(call).settings;
    return lr === undefined ? null : Number(lr);
  });
}

/** @throws UsageError for what is asked for twice. */
export function refuseDoubles(candidates: readonly Candidate[], origin: Origin): void {
  const seen = new Map<string, Candidate>();
  for (const candidate of candidates) {
    for (const rate of ratesOf(candidate)) {
      const key = `${identityOf(candidate)} with learning rate ${rate}`;
      const before = seen.get(key);
      if (before === undefined) {
        seen.set(key, candidate);
        continue;
      }
      throw mistake(
        origin,
        whatIsDouble(before, candidate),
        `${key} is asked for twice; name each environment, agent and optimizer once`,
      );
    }
  }
}

/**
 * Settings of one entry are one optimizer, and those of another entry are another one.
 *
 * @throws UsageError for two entries whose best settings would be scored under one label.
 */
export function refuseSameName(candidates: readonly Candidate[], origin: Origin): void {
  const seen = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const before = seen.get(tunedAs(candidate)) ?? candidate;
    seen.set(tunedAs(candidate), before);
    const isOther = before.optimizer.path.join() !== candidate.optimizer.path.join();
    const several = (before.optimizer.scoredAs ?? candidate.optimizer.scoredAs) !== undefined;
    if (!isOther || !several) continue;
    throw mistake(
      origin,
      candidate.optimizer.path,
      `two entries of optimizers would be scored as ${scoredAs(candidate)}, which leaves out the settings that vary; make them one entry, or give one of them a setting that does not vary`,
    );
  }
}

/** Where the second of two alike stands. */
function whatIsDouble(before: Candidate, after: Candidate): StudyPath {
  const differing = (['env', 'agent', 'optimizer', 'controllers'] as const).find(
    (part) => before[part].path.join() !== after[part].path.join(),
  );
  return after[differing ?? 'optimizer'].path;
}

/** Building the parts of a population finds what does not fit together. @throws UsageError */
export function refuseUnfit(population: PopulationPlan, { env, agent }: Candidate, origin: Origin): void {
  try {
    assemble(population);
  } catch (error) {
    // What would fit with more steps is no fault of the agent's.
    const { totalEpisodes, ...rest } = population;
    const longer = { ...rest, totalTimesteps: Number.MAX_SAFE_INTEGER };
    const path = isUsageError(() => assemble(longer)) ? agent.path : env.budgetPath;
    blaming(origin, path, () => {
      throw error;
    });
  }
}

function isUsageError(work: () => unknown): boolean {
  try {
    work();
    return false;
  } catch (error) {
    return error instanceof UsageError;
  }
}
