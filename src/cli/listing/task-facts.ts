import { environments, makeEnv } from '../../../envs/index.ts';
import type { RegistryEntry } from '../../registry.ts';
import { several } from '../../several.ts';
import type { ActionSpace } from '../../spaces.ts';
import { environmentDefaults, hasRecipe } from '../../sweep/plan/environment-defaults.ts';
import { formatNumber } from '../../text/format.ts';
import { workloads } from '../../workloads/index.ts';
import { resolveTask } from '../../workloads/tasks.ts';
import type { MoreFacts } from './details.ts';
import { agentRecipeRows, agentRecipes, environmentRecipeRows } from './recipe-facts.ts';

/** What there is to know of an environment or another task. */
export function taskFacts({ name, wraps }: RegistryEntry): MoreFacts {
  if (wraps) {
    const rows = ['spaces', 'recipe'].map((what) => [what, 'those of the environment inside']);
    return { facts: { recipe: null }, rows };
  }
  const facts = workloads.find(name) ? workloadFacts(name) : envFacts(name);
  const rows = Object.entries(facts).map(([key, value]) => [words(key), factText(value)]);
  const recipe = hasRecipe(name) ? environmentDefaults(name) : null;
  return { facts: { ...facts, recipe }, rows: [...rows, ...environmentRecipeRows(name)] };
}

function envFacts(name: string): MoreFacts['facts'] {
  // Of one that cannot be made without settings there is nothing to say yet.
  if (!environments.get(name).settings.safeParse({}).success) return {};
  const { id: _, stateLength: __, places: ___, ...facts } = makeEnv(name, { size: 1 }).spec;
  return facts;
}

function workloadFacts(name: string): MoreFacts['facts'] {
  const { agents, threshold, words } = resolveTask(name);
  const [agent] = agents.entries();
  return { onlyAgent: agent!.name, score: words.score, budgetIn: `${words.unit}s`, threshold };
}

/** What there is to know of an agent. */
export function agentFacts({ name }: RegistryEntry): MoreFacts {
  const only = workloads.entries().filter(({ agent }) => agent.name === name);
  const learns = only.map((task) => task.name);
  return {
    facts: { recipes: agentRecipes(name), ...(learns.length > 0 && { onlyLearns: learns }) },
    rows: [...(learns.length > 0 ? [['learns only', learns.join(', ')]] : []), ...agentRecipeRows(name)],
  };
}

/** `maxEpisodeSteps` → `max episode steps` */
function words(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** A fact for people to read. */
function factText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(Number(value.toPrecision(6)));
  const space = value as ActionSpace | null;
  if (space?.kind === 'discrete') return several(space.n, 'action');
  if (space?.kind === 'box') {
    const [low, high] = [space.low, space.high].map((bounds) => bounds.map(formatNumber).join(', '));
    return `${several(space.low.length, 'number')} from [${low}] to [${high}]`;
  }
  return value === null ? 'none' : String(value);
}
