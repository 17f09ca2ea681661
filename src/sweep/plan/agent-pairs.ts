import type { AgentEntry } from '../../../agents/index.ts';
import { nameIn } from '../../call-expression.ts';
import { optimizers } from '../../optimizers/index.ts';
import type { Registry, RegistryEntry } from '../../registry.ts';
import { searchRules } from '../../search/index.ts';
import { refuseGradients, refuseSearching } from '../../workloads/control/search-rules.ts';
import { blaming, mistake, type Origin, type StudyPath } from '../study/origin.ts';
import type { Named, Study } from '../study/study.ts';
import { takenApart } from './combinations.ts';
import type { AgentChoice } from './plan-agents.ts';

/** An agent of a study, and an optimizer that it is to learn by. */
interface AgentPair {
  readonly agent: AgentChoice;
  /** As the study names the optimizer, and where. */
  readonly named: Named;
  readonly path: StudyPath;
  /** What the agent can learn by: optimizers, or search rules. */
  readonly rules: Registry<RegistryEntry>;
}

/**
 * Every agent with every optimizer. In a study that has agents of both kinds, those that follow gradients and those that search
 * without them, each agent has the optimizers of its kind alone, so that both stand in one study.
 *
 * @param agents those that can learn the environment.
 * @throws UsageError for an optimizer that no agent can learn by, or an agent without any.
 */
export function agentPairs(
  chosen: readonly AgentChoice[],
  study: Pick<Study, 'optimizers' | keyof typeof unheard>,
  agents: Registry<RegistryEntry>,
  origin: Origin,
): AgentPair[] {
  const searches = ({ call }: AgentChoice): boolean =>
    (agents.get(call.name) as RegistryEntry & Pick<AgentEntry, 'searches'>).searches === true;
  const isMixed = new Set(chosen.map(searches)).size > 1;
  return chosen.flatMap((agent) => {
    const isSearch = searches(agent);
    if (isSearch) refuseUnheard(study, agent, origin);
    const rules = (isSearch ? searchRules : optimizers) as unknown as Registry<RegistryEntry>;
    const pairs = study.optimizers.flatMap((named, index): AgentPair[] => {
      const path = ['optimizers', index];
      const call = { name: nameIn(takenApart(named).name), positional: [], settings: {} };
      const refuse = isSearch ? refuseGradients : refuseSearching;
      if (isMixed && isOfOtherKind(call.name, isSearch)) return [];
      blaming(origin, path, () => refuse(call, agent.label));
      return [{ agent, named, path, rules }];
    });
    if (pairs.length > 0) return pairs;
    throw mistake(
      origin,
      ['optimizers'],
      `none of the optimizers is one that ${agent.label} can learn by; name ${isSearch ? 'a search rule, as CMAES,' : 'one that follows gradients, as ADAM,'} or leave the agent out`,
    );
  });
}

function isOfOtherKind(name: string, isSearch: boolean): boolean {
  const [own, other] = isSearch ? [searchRules, optimizers] : [optimizers, searchRules];
  return own.find(name) === undefined && other.find(name) !== undefined;
}

/** What a study may say that means nothing to an agent that searches. */
const unheard = {
  critic_optimizer: 'has no critic',
  critic_learning_rate: 'has no critic',
  lr_spike: 'makes no steps whose learning rate could be spiked',
  redo: 'makes no steps of an optimizer behind which units could be recycled',
} as const;

function refuseUnheard(
  study: Pick<Study, keyof typeof unheard>,
  { label }: AgentChoice,
  origin: Origin,
): void {
  for (const key of Object.keys(unheard) as (keyof typeof unheard)[]) {
    if (study[key] === undefined) continue;
    throw mistake(origin, [key], `${label} ${unheard[key]}; leave out ${origin.spell(key)}`);
  }
}
