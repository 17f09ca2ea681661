import { networks } from '../../../agents/index.ts';
import { nameIn } from '../../call-expression.ts';
import { decisionRules } from '../../controllers/decision.ts';
import { controllers } from '../../controllers/index.ts';
import { diagnostics } from '../../diagnostics/index.ts';
import { didYouMean } from '../../did-you-mean.ts';
import { UsageError } from '../../errors.ts';
import { notationOf } from '../../optimizers/entry/notation.ts';
import { optimizers } from '../../optimizers/index.ts';
import { searchRules } from '../../search/index.ts';
import { searchNotationOf } from '../../search/notation.ts';
import { testFunctions } from '../../test-functions/index.ts';
import { taskAgents, tasks } from '../../workloads/tasks.ts';
import type { Listed } from './details.ts';
import { type Kind, kindOf } from './kind.ts';
import { optimizerFactRows, optimizerFacts } from './optimizer-facts.ts';
import { recordedRateRows, recordedRates } from './recipe-facts.ts';
import { agentFacts, taskFacts } from './task-facts.ts';

/** All that can be listed, by the name of its kind. */
export const kinds: Readonly<Record<string, Kind>> = {
  envs: kindOf(tasks, taskFacts, 'cartpole'),
  agents: kindOf(taskAgents, agentFacts),
  optimizers: kindOf(
    () => optimizers,
    (entry) => {
      const facts = optimizerFacts(entry);
      const { equation } = entry;
      return {
        facts: { ...facts, ...(equation && { equation }), recordedRates: recordedRates(entry.name) },
        rows: [...optimizerFactRows(facts), ...recordedRateRows(entry.name)],
        equation: equation && { lines: equation, symbols: notationOf(equation) },
      };
    },
    'ADAM',
  ),
  networks: kindOf(() => networks),
  controllers: kindOf(
    () => controllers,
    ({ decides }) => ({
      facts: { decides },
      rows: [['decides', decides.map((name) => decisionRules[name].quantity).join(', ')]],
    }),
  ),
  diagnostics: kindOf(
    () => diagnostics,
    ({ cost = 'it does not say' }) => ({ facts: { cost }, rows: [['cost', cost]] }),
  ),
  functions: kindOf(() => testFunctions),
  'search-rules': kindOf(
    () => searchRules,
    ({ name, equation, reach }) => ({
      facts: {
        agent: 'policy-search',
        reach: reach ?? null,
        ...(equation && { equation }),
        recordedRates: recordedRates(name),
      },
      rows: [
        ['for', '--agent policy-search'],
        ...(reach === undefined
          ? []
          : [['has no learning rate', `its ${reach} says how far it looks around`]]),
        ...recordedRateRows(name),
      ],
      equation: equation && { lines: equation, symbols: searchNotationOf(equation) },
    }),
  ),
};

/** The kind that a word names: `envs`, `env`, `environment` or `environments`. */
export function kindNamed(word: string): Kind | undefined {
  const [, found] =
    Object.entries(kinds).find(([key, { noun }]) =>
      [key, key.replace(/s$/, ''), noun, `${noun}s`].includes(word.toLowerCase()),
    ) ?? [];
  return found;
}

/** What bears a name, of whatever kind. @throws UsageError if nothing does. */
export function named(word: string): Listed[] {
  const found = Object.values(kinds).flatMap(({ find }) => find(nameIn(word)) ?? []);
  if (found.length > 0) return found;
  const known = Object.values(kinds).flatMap(({ all }) => all().map(({ entry }) => entry.name));
  const hint = didYouMean(word, [...Object.keys(kinds), ...known]);
  throw new UsageError(
    `there is nothing to list that is called "${word}"${hint} (it takes a name, or one of ${Object.keys(kinds).join(', ')})`,
  );
}
