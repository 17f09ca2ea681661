import { Registry } from '../registry.ts';
import { refuseUnforgetful } from './entry/forgetting.ts';
import type { OptimizerEntry } from './entry/optimizer.ts';
import { refuseUnfitPairs } from './entry/pairs.ts';
import { memoryOf } from './entry/state-memory.ts';
import { families, wrappers } from './families.ts';
import { refuseSecondSplit, splitting } from './split.ts';

/** Every optimizer by name. A plugin adds its own with `optimizers.register(defineOptimizer({…}))`. */
export const optimizers: Registry<OptimizerEntry> = new Registry('optimizer', ['create', 'memory'], {
  check(resolved) {
    refuseUnforgetful(optimizers, resolved);
    refuseUnfitPairs(resolved);
    refuseSecondSplit(resolved);
  },
});

for (const [family, entries] of Object.entries(families)) {
  for (const entry of entries) optimizers.register({ ...entry, family });
}
for (const entry of wrappers) optimizers.register(entry);
optimizers.register(
  splitting({
    resolve: (spec) => optimizers.resolve(spec),
    memoryOf: (rule, parameters) => memoryOf(optimizers, rule, parameters),
  }),
);
