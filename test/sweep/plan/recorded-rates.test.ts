import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { optimizers } from '../../../src/optimizers/index.ts';
import { environmentDefaults, hasRecipe } from '../../../src/sweep/plan/environment-defaults.ts';
import { packageRoot } from '../../../src/version.ts';
import { tasks } from '../../../src/workloads/tasks.ts';

/** A learning rate that was tried, and the mean score that it came to. */
interface Tried {
  readonly rate: number;
  readonly mean: number;
  readonly isChosen: boolean;
}

/** What a recipe's own words say was tried of each rule with its first agent: the first line of a name is that agent's. */
function triedRates(env: string): ReadonlyMap<string, readonly Tried[]> {
  const text = readFileSync(join(packageRoot(), 'configs', 'defaults', `${env}.yaml`), 'utf8');
  const lines = [...text.matchAll(/^# {3}([A-Z_]+) +(\S+: -?[\d.]+\*?(?: +\S+: -?[\d.]+\*?)*)$/gm)];
  // Of keys that come again the last value counts, so the lines are read from the last one on.
  return new Map(
    lines.reverse().map(([, name, pairs]) => [
      name!,
      [...pairs!.matchAll(/(\S+): (-?[\d.]+)(\*?)/g)].map(([, rate, mean, star]) => ({
        rate: Number(rate),
        mean: Number(mean),
        isChosen: star === '*',
      })),
    ]),
  );
}

const recipes = tasks()
  .entries()
  .filter(({ name }) => hasRecipe(name));
const recorded = recipes.flatMap(({ name: env }) => {
  const { agent, learning_rates } = environmentDefaults(env);
  return Object.entries(learning_rates[agent]!).map(([rule, rate]) => ({ env, rule, rate }));
});
/** ADAM's rate, which nobody has tried with ADAMW there. */
const taken = new Set(['mountain-car ADAMW', 'mountain-car-continuous ADAMW']);

describe('the learning rates that recipes record', () => {
  test('are of rules that there are, in the range of their settings', () => {
    for (const { rule, rate } of recorded) {
      expect(optimizers.resolve(`${rule}(lr=${rate})`).entry.name).toBe(rule);
    }
    expect(recorded.length).toBeGreaterThan(100);
  });

  test.each(recorded.filter(({ env, rule }) => !taken.has(`${env} ${rule}`)))(
    'are the best ones tried: $rate for $rule on $env',
    ({ env, rule, rate }) => {
      const tried = triedRates(env).get(rule);
      expect(tried?.filter(({ isChosen }) => isChosen).map((each) => each.rate)).toEqual([rate]);
      const best = Math.max(...tried!.map(({ mean }) => mean));
      expect(tried!.find(({ isChosen }) => isChosen)!.mean).toBe(best);
    },
  );
});
