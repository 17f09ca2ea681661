import { UsageError } from '../../errors.ts';
import { readNpyNumbers, type WeightTensor } from '../../weights/index.ts';
import { wholeNumber } from '../damage.ts';
import type { ForeignEvaluation } from '../foreign-run.ts';
import { filesInZip } from './zip.ts';

/**
 * The evaluations of an `evaluations.npz` of Stable-Baselines3's `EvalCallback`: `timesteps` `[evaluations]`, `results`
 * `[evaluations, episodes]` and, where the environment knows success, `successes` of the same shape.
 *
 * @throws UsageError for any other file.
 */
export function evaluationsIn(bytes: Uint8Array): ForeignEvaluation[] {
  const files = filesInZip(bytes);
  const array = (name: string): WeightTensor | undefined => {
    const file = files.get(`${name}.npy`);
    return file && readNpyNumbers(file);
  };
  const [timesteps, results, successes] = ['timesteps', 'results', 'successes'].map(array);
  if (timesteps === undefined || results === undefined) {
    throw new UsageError('it has no timesteps and results, as evaluations.npz of Stable-Baselines3 has');
  }
  const [count, episodes] = results.shape;
  const fits = results.shape.length === 2 && timesteps.shape.length === 1 && timesteps.shape[0] === count;
  if (!fits || episodes === 0 || count === 0) {
    throw new UsageError(
      `its timesteps have the shape [${timesteps.shape}] and its results [${results.shape}]`,
    );
  }
  if (successes !== undefined && successes.shape.join() !== results.shape.join()) {
    throw new UsageError(
      `its successes have the shape [${successes.shape}] and its results [${results.shape}]`,
    );
  }
  return Array.from(timesteps.values, (step, index) => {
    const own = ({ values }: WeightTensor) => values.subarray(index * episodes!, (index + 1) * episodes!);
    const meanReturn = meanOf(own(results));
    return {
      envStep: wholeNumber(step, 'a time step'),
      episodes: episodes!,
      meanReturn,
      stdReturn: Math.sqrt(meanOf(own(results).map((each) => (each - meanReturn) ** 2))),
      successRate: successes ? meanOf(own(successes)) : null,
      wallS: 0,
    };
  });
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, each) => sum + each, 0) / values.length;
}
