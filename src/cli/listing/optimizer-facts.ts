import { UsageError } from '../../errors.ts';
import { groupBy } from '../../group-by.ts';
import {
  countNumbers,
  exampleOf,
  homeWeightsOf,
  makeOptimizer,
  type OptimizerEntry,
  refusals,
  stateMemory,
} from '../../optimizers/index.ts';
import { several } from '../../several.ts';
import { formatNumber } from '../../text/format.ts';
import { defaultParts, defaultTask } from '../../workloads/control/default-parts.ts';

/** What an optimizer does with the parameters of the default networks, its settings as they are by default. */
export type OptimizerFacts = {
  /** How to write a wrapper: `CLIP(ADAM)`. */
  readonly usage?: string;
  /** What the numbers below refer to. */
  readonly task: { readonly env: string; readonly agent: string; readonly network: string };
  /** Numbers that one member's parameters are. */
  readonly parameters: number;
  /** What treats which parameters, where they are treated differently: `{ MUON: [names], ADAM: [names] }`. */
  readonly routes: Readonly<Record<string, readonly string[]>> | null;
  /** Wrappers that it cannot stand in, with the reason and what to write instead; only where there are some. */
  readonly refuses?: Readonly<Record<string, string>>;
  /** What there is of its weights in rl-bench, by name, with what it was trained on; only where there is some. */
  readonly weights?: Readonly<Record<string, string>>;
  /** Numbers of state; a wrapper's own, without those of what it wraps. */
  readonly state: { readonly perMember: number; readonly perParameter: number };
};

/** What is known of an entry that is nothing without its settings. */
export type UnknownFacts = {
  /** What it says. */
  readonly unknown: string;
  /** Its state, where that does not depend on them; with what it refers to. */
  readonly state?: OptimizerFacts['state'] & Pick<OptimizerFacts, 'task' | 'parameters'>;
};

/** The facts of an optimizer; around ADAM for a wrapper. */
export function optimizerFacts(entry: OptimizerEntry): OptimizerFacts | UnknownFacts {
  const { wraps } = entry;
  const parameters = defaultParts().networks.parameters;
  const home = homeWeightsOf(entry.name);
  const [some] = Object.keys(home);
  const spec = some === undefined ? exampleOf(entry) : `${entry.name}(weights=${some})`;
  try {
    const routes = makeOptimizer(spec).routes?.(parameters);
    const perMember = stateMemory(spec, parameters) - (wraps ? stateMemory('ADAM', parameters) : 0);
    const count = countNumbers(parameters);
    const refuses = refusals(entry);
    return {
      ...(wraps && { usage: spec }),
      task: defaultTask,
      parameters: count,
      ...(Object.keys(refuses).length > 0 && { refuses }),
      ...(some !== undefined && { weights: home }),
      routes: routes ? Object.fromEntries(groupBy(Object.keys(routes), (each) => routes[each]!)) : null,
      state: { perMember, perParameter: perMember / count },
    };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const perMember = memoryWithoutFile(entry, parameters);
    if (perMember === undefined) return { unknown: error.message };
    const count = countNumbers(parameters);
    return {
      unknown: error.message,
      state: { perMember, perParameter: perMember / count, task: defaultTask, parameters: count },
    };
  }
}

/** The memory of a rule whose weights do not decide it; undefined where they do. */
function memoryWithoutFile(
  entry: OptimizerEntry,
  parameters: Parameters<OptimizerEntry['memory']>[0],
): number | undefined {
  const settings = entry.settings.safeParse({});
  if (!settings.success) return undefined;
  try {
    return entry.memory(parameters, settings.data);
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

/** The same for people, as terms and what they mean. */
export function optimizerFactRows(facts: ReturnType<typeof optimizerFacts>): string[][] {
  if ('unknown' in facts) return [['by default', facts.unknown], ...unknownRows(facts)];
  const { usage, task, parameters, routes, refuses = {}, weights = {}, state } = facts;
  const own = usage ? ' of its own' : '';
  const numbers = stateText(state);
  const groups = Object.entries(routes ?? {}).map(([rule, names]) => `${rule}: ${names.join(', ')}`);
  const refused = Object.entries(refuses).map(([wrapper, reason]) => `${wrapper}: ${reason}`);
  return [
    ...(usage
      ? [['how to write it', `${usage}; other optimizers may stand for ADAM, wrapped ones too`]]
      : []),
    ...(routes ? [['parameters', groups.join('\n')]] : usage ? [] : [['parameters', 'all treated alike']]),
    ...(refused.length > 0 ? [['not inside', refused.join('\n')]] : []),
    ...Object.entries(weights).map(([name, trainedOn]) => [`weights=${name}`, `trained on ${trainedOn}`]),
    ['state', state.perMember === 0 ? `none${own}` : numbers + own],
    ['figures for', figuresFor(task, parameters)],
  ];
}

function unknownRows({ state }: UnknownFacts): string[][] {
  if (state === undefined) return [];
  return [
    ['state', stateText(state)],
    ['figures for', figuresFor(state.task, state.parameters)],
  ];
}

function stateText({ perMember, perParameter }: OptimizerFacts['state']): string {
  return `${several(perMember, 'number')} a member, ${formatNumber(perParameter)} a parameter`;
}

function figuresFor({ network, env }: OptimizerFacts['task'], parameters: number): string {
  return `${network} on ${env}: ${several(parameters, 'parameter')}`;
}
