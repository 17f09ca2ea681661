import { makeEnv, RandomStream, stepResult } from '../../envs/index.ts';
import { pow } from '../pow.ts';
import { searchRules } from '../search/index.ts';

/** How long a search may be, and how it is judged. */
export interface SearchSize {
  /** Candidates of a generation, each by one episode. */
  readonly population: number;
  readonly generations: number;
  /** Episodes of the policy that was found. */
  readonly judged: number;
}

/** Settings of CEM that a point of the cube [-1, 1]³ stands for, the two that are scales on a logarithmic axis. */
export function settingsAt([sigma, smoothing, extra]: ArrayLike<number> & Iterable<number>): {
  readonly sigma: number;
  readonly smoothing: number;
  readonly extra_variance: number;
} {
  return {
    sigma: pow(10, sigma!),
    smoothing: 0.45 * (smoothing! + 1),
    extra_variance: pow(10, 2 * extra! - 2),
  };
}

/** How many coordinates {@link settingsAt} reads. */
export const settingsCount = 3;

/**
 * What hyper-parameters are worth: the mean return of the linear policy of `cartpole` that CEM finds with them, from 1 to 500.
 *
 * @param point see {@link settingsAt}. @param seed of all that is drawn, with its purpose.
 */
export function returnOf(
  point: Float64Array,
  { population, generations, judged }: SearchSize,
  ...seed: readonly [number, ...(string | number)[]]
): number {
  const [first, ...purpose] = seed;
  const stream = RandomStream.of(first, ...purpose, 'candidates');
  const normal = () => stream.normal();
  const { entry } = searchRules.resolve('CEM');
  const elites = Math.max(1, Math.floor(population / 4));
  const rule = entry.create(entry.settings.parse({ ...settingsAt(point), population, elites }), 5);
  let state = rule.begin(new Float64Array(5), normal);
  for (let generation = 0; generation < generations; generation++) {
    const candidates = rule.ask(state, normal);
    // All candidates of a generation begin alike.
    const fitness = returnsOf(candidates, () => RandomStream.of(first, ...purpose, 'episode', generation));
    state = rule.tell(state, { candidates, fitness }, normal);
  }
  const found = Array.from({ length: judged }, () => rule.centre(state));
  const returns = returnsOf(found, (episode) => RandomStream.of(first, ...purpose, 'judged', episode));
  return returns.reduce((sum, value) => sum + value, 0) / judged;
}

/** Returns of an episode of each policy, which pushes to the right where w·observation + b > 0. */
function returnsOf(policies: readonly Float64Array[], streamOf: (row: number) => RandomStream): number[] {
  const size = policies.length;
  const env = makeEnv('cartpole', { size });
  const [actions, running, out] = [new Int32Array(size), new Uint8Array(size).fill(1), stepResult(env)];
  const returns = new Array<number>(size).fill(0);
  env.reset(policies.map((_, row) => streamOf(row)));
  while (running.includes(1)) {
    for (const [row, policy] of policies.entries()) {
      let sum = policy[4]!;
      for (let i = 0; i < 4; i++) sum += policy[i]! * env.observations[4 * row + i]!;
      actions[row] = sum > 0 ? 1 : 0;
    }
    env.step(actions, out, running);
    for (let row = 0; row < size; row++) {
      if (!running[row]) continue;
      returns[row]! += out.rewards[row]!;
      if (out.terminated[row] || out.truncated[row]) running[row] = 0;
    }
  }
  return returns;
}
