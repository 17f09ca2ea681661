import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../src/errors.ts';
import { newestOf, type Store } from '../../../src/store/index.ts';
import { planSweep } from '../../../src/sweep/plan/plan.ts';
import { createExperiment } from '../../../src/sweep/run/experiment.ts';
import { configOf } from '../../../src/sweep/run/saved-config.ts';
import { unfinished } from '../../../src/sweep/run/unfinished.ts';
import { planOfRun, runInFile } from '../../../src/sweep/run/verify-run.ts';
import type { Study } from '../../../src/sweep/study/study.ts';
import { newStore } from '../../store/new-store.ts';

const study = {
  title: 'a study',
  env: 'cartpole',
  optimizers: ['ADAM', 'CLIP(SGD(momentum=0.5),max_norm=1)'],
  seeds: 2,
} as unknown as Study;
const plan = planSweep(study);

function begun(): Store {
  const store = newStore();
  createExperiment(store, plan, { backend: 'cpu', plugins: [], command: 'rl-bench', fingerprint: 'f' });
  return store;
}

const found = (store: Store) => newestOf(store.db, 'f')!;

/** The places of everything in plain data, the whole included. */
function places(data: unknown, at: readonly string[] = []): (readonly string[])[] {
  if (typeof data !== 'object' || data === null) return [at];
  return [at, ...Object.entries(data).flatMap(([key, value]) => places(value, [...at, key]))];
}

/** A copy with something else in one place. */
function changed(data: object, [...path]: readonly string[], value: unknown): unknown {
  const last = path.pop();
  if (last === undefined) return value;
  const copy = structuredClone(data);
  const parent = path.reduce<Record<string, unknown>>(
    (each, key) => each[key] as Record<string, unknown>,
    copy as Record<string, unknown>,
  );
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}

describe('the configuration of an experiment', () => {
  test('is what it was begun with', () => {
    expect(configOf(found(begun()))).toEqual({ ...plan, backend: 'cpu', plugins: [] });
  });

  test('is used or refused in one line, whatever stands in it', () => {
    const store = begun();
    const experiment = found(store);
    const config = JSON.parse(experiment.configJson) as object;
    const stray = fc.constantFrom<unknown>(undefined, null, -1, 0.5, 'x', true, [], {}, [[]], [null]);
    fc.assert(
      fc.property(fc.constantFrom(...places(config)), stray, (path, value) => {
        const configJson = JSON.stringify(changed(config, path, value)) ?? 'undefined';
        const said = (() => {
          try {
            unfinished(store.db, { ...experiment, configJson });
            return '';
          } catch (error) {
            expect(error).toBeInstanceOf(UsageError);
            return (error as Error).message;
          }
        })();
        expect(said).not.toContain('\n');
        const [part] = path;
        if (path.length === 0 || (part === 'populations' && path.length < 4 && value !== 'x')) {
          expect(said).toMatch(/start it anew$/);
        }
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    ['no JSON at all', '', /^the configuration of experiment 1 is not what rl-bench wrote: all of it: /],
    [
      'of an early rl-bench',
      '{"populations":[]}',
      /was begun by rl-bench .*, which did not keep what it takes to go on; start it anew$/,
    ],
    [
      'of fewer runs than there are',
      JSON.stringify({ ...plan, populations: plan.populations.slice(1), backend: 'cpu', plugins: [] }),
      /^experiment 1 has 4 runs, and 2 were planned; start it anew$/,
    ],
  ])('%s is refused', (_, configJson, message) => {
    const store = begun();
    expect(() => unfinished(store.db, { ...found(store), configJson })).toThrow(message);
  });

  test('has a place for every run that is trained again', () => {
    const store = begun();
    store.db.exec("update runs set status = 'finished', member = 7 where id = 2");
    expect(() => planOfRun(runInFile(store.db, 2))).toThrow(/^run 2 is not in the plan of experiment 1/);
  });
});
