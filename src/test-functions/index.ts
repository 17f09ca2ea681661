import { Registry } from '../registry.ts';
import { ackley } from './ackley.ts';
import { beale } from './beale.ts';
import { bilinear } from './bilinear.ts';
import { booth } from './booth.ts';
import { branin } from './branin.ts';
import { camel6 } from './camel6.ts';
import { checkLandscape, guardedLandscape } from './check-landscape.ts';
import { dejong5 } from './dejong5.ts';
import { goldsteinPrice } from './goldstein-price.ts';
import { himmelblau } from './himmelblau.ts';
import { michalewicz } from './michalewicz.ts';
import { plateau } from './plateau.ts';
import { rastrigin } from './rastrigin.ts';
import { rosenbrock } from './rosenbrock.ts';
import { saddle } from './saddle.ts';
import { styblinskiTang } from './styblinski-tang.ts';
import type { Landscape, TestFunctionEntry } from './test-function.ts';

export {
  type Domain,
  defineTestFunction,
  type Landscape,
  type Point,
  squareDomain,
  type TestFunctionEntry,
} from './test-function.ts';

/** Every test function by name. A plugin adds its own with `testFunctions.register(defineTestFunction({…}))`. */
export const testFunctions = new Registry<TestFunctionEntry>('test function', ['create']);

for (const entry of [
  ...[himmelblau, camel6, dejong5, michalewicz],
  ...[rosenbrock, rastrigin, ackley, beale, booth, branin, goldsteinPrice, styblinskiTang],
  ...[saddle, plateau, bilinear],
]) {
  testFunctions.register(entry);
}

/** A test function that was asked for. */
export interface NamedLandscape extends Landscape {
  /** As it was asked for: `dejong5(reach=40)`. */
  readonly label: string;
}

/** A test function by name: `makeTestFunction('rosenbrock(steepness=10)')`. @throws UsageError */
export function makeTestFunction(spec: string): NamedLandscape {
  const { entry, settings, label } = testFunctions.resolve(spec);
  const made: unknown = entry.create(settings);
  checkLandscape(made, testFunctions.called(entry));
  const landscape = testFunctions.isPlugins(entry)
    ? guardedLandscape(made, testFunctions.called(entry))
    : made;
  return { ...landscape, label };
}
