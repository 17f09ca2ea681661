import type { MappedFunction } from '../../src/loss-map/mapped-function.ts';
import { mappedOptimizers } from '../../src/loss-map/mapped-optimizer.ts';
import { runLossMap } from '../../src/loss-map/run-loss-map.ts';
import type { Store } from '../../src/store/index.ts';
import { makeTestFunction } from '../../src/test-functions/index.ts';

/** A small experiment on two functions, one of them a game, in which some members diverge. */
export function madeMaps(store: Store): Promise<MappedFunction[]> {
  return runLossMap(
    {
      title: 'a <title> & more',
      landscapes: ['rosenbrock(steepness=10)', 'bilinear'].map(makeTestFunction),
      optimizers: mappedOptimizers(['SGD', 'ADAM(eps=1e-7)', 'OPTIMISTIC_GD(lr=10)'], [0.01, 0.1]),
      places: undefined,
      starts: 3,
      seed: 1,
      iterations: 40,
      tolerance: 0.01,
    },
    store,
    { backend: 'cpu', plugins: [], command: 'rl-bench loss-map …', tell: () => {} },
  );
}
