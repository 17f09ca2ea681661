import type { Agent, Experience, Schedule } from '../../../agents/index.ts';
import type { EnvSpec } from '../../../envs/index.ts';
import { UsageError } from '../../errors.ts';
import { RandomStream } from '../../random.ts';

/** Roll-outs of more steps than this have something to teach. */
const small = 64;

/**
 * Refuses roll-outs that are too small to learn from even at their longest: with fewer steps than minibatches, or with so
 * few in each that every advantage comes out as 0.
 *
 * @param label of the agent: its name. @throws UsageError
 */
export function refuseTooSmall(agent: Agent, spec: EnvSpec, label: string): void {
  const { kind, numEnvs, numSteps, horizon } = agent.collection;
  const { numMinibatches } = agent.schedule;
  const each =
    kind === 'steps' ? numSteps : Math.min(spec.maxEpisodeSteps, horizon ?? Number.POSITIVE_INFINITY);
  const steps = numEnvs * each;
  const what = `a roll-out of ${label} on ${spec.id} has at most ${numEnvs} × ${each} = ${steps} steps`;
  if (steps < numMinibatches) {
    throw new UsageError(
      `${what}, too few for ${numMinibatches} minibatches; take fewer minibatches or more steps`,
    );
  }
  if (steps <= small && !teaches(agent, each)) {
    throw new UsageError(
      `${what}, in ${numMinibatches} minibatches too few to learn from: standardised, every advantage is 0; ` +
        'take fewer minibatches, more steps, or advantages that are not standardised',
    );
  }
}

/** What a roll-out lacks that has turned out too short; null where it does not. */
export function tooShort({ numMinibatches }: Schedule, steps: number): string | null {
  if (steps >= numMinibatches) return null;
  return `its roll-out has ${steps} steps, too few for ${numMinibatches} minibatches; take fewer minibatches or more episodes`;
}

/** True if some advantage is not 0 where rewards, returns and successes differ as much as they can. */
function teaches(agent: Agent, each: number): boolean {
  const experience = varied(agent.collection.numEnvs, each);
  const { advantages } = agent.targets(experience);
  const share = Math.floor(experience.length / agent.schedule.numMinibatches);
  return Array.from({ length: agent.schedule.numMinibatches }).some((_, part) =>
    agent
      .minibatchAdvantages(advantages.slice(part * share, (part + 1) * share))
      .some((advantage) => advantage !== 0),
  );
}

/** A roll-out of whole episodes in which nothing is like anything else. */
function varied(copies: number, each: number): Experience {
  const length = copies * each;
  const stream = RandomStream.of(1, 'small roll-out');
  const drawn = (count: number) => Float64Array.from({ length: count }, () => stream.uniform(-1, 1));
  const returns = drawn(copies);
  return {
    length,
    copies,
    copy: Int32Array.from({ length }, (_, row) => row % copies),
    rewards: drawn(length),
    values: new Float64Array(length),
    terminated: Uint8Array.from({ length }, (_, row) => Number(row >= length - copies)),
    truncated: new Uint8Array(length),
    finalValues: new Float64Array(length),
    nextValues: new Float64Array(copies),
    episodeReturns: returns,
    teamReturns: returns,
    successes: Uint8Array.from({ length: copies }, (_, copy) => copy % 2),
  };
}
