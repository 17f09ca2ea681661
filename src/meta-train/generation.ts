import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Call } from '../call-expression.ts';
import { optimizers } from '../optimizers/index.ts';
import { RandomStream } from '../random.ts';
import { moved } from '../search/index.ts';
import { settled } from '../settled.ts';
import type { PopulationPlan } from '../training/population-plan.ts';
import { safetensorsFile } from '../weights/index.ts';
import type { MetaState } from './evolve.ts';
import { endsOfTruncations } from './inner-runs.ts';
import type { MetaPlan } from './meta-plan.ts';
import { perturbation } from './perturbation.ts';
import { tensorsOfTheta } from './theta.ts';

/** What is tried in a generation. */
export interface Generation {
  /** Of each candidate, ε and -ε of every pair in turn. */
  readonly directions: readonly Float64Array[];
  /** Candidate by candidate, seed by seed. */
  readonly population: PopulationPlan;
  /** The share of its budget at which each member is left off; absent where all train to their ends. */
  readonly until?: readonly number[];
}

/** Seeds below are for those who compare optimizers: nobody's weights have been trained on them. */
const firstSeed = 2 ** 20;

/** The seeds of the runs that a generation begins, the same for all of its candidates. */
export function trainingSeeds(seed: number, generation: number, count: number): number[] {
  const stream = RandomStream.of(seed, 'meta-training', 'seeds', generation);
  return Array.from({ length: count }, () => firstSeed + stream.integer(2 ** 31 - firstSeed));
}

/**
 * Draws the candidates of a generation and writes the weights of each into a file.
 *
 * @param generation 1, 2, …
 * @param folder that takes the files, in place of those of the generation before.
 */
export function drawGeneration(
  { settings, layout, population, optimizer }: MetaPlan,
  { theta, sigma, inner }: Pick<MetaState, 'theta' | 'sigma' | 'inner'>,
  generation: number,
  folder: string,
): Generation {
  const { seed, pairs } = settings;
  const drawn = Array.from({ length: pairs }, (_, pair) =>
    perturbation(seed, generation, pair, theta.length),
  );
  const directions = drawn.flatMap((each) => [each, each.map((value) => -value)]);
  const seedsOf = (candidate: number): number[] => {
    const run = inner?.runs[Math.floor(candidate / 2)];
    return trainingSeeds(seed, run?.begun ?? generation, settings.seeds);
  };
  const members = directions.flatMap((direction, candidate) => {
    const path = join(folder, `${candidate}.safetensors`);
    writeFileSync(path, safetensorsFile(tensorsOfTheta(layout, moved(theta, direction, sigma))));
    const call = withWeights(optimizer, path);
    return seedsOf(candidate).map((own) => ({ seed: own, optimizer: call }));
  });
  return {
    directions,
    population: { ...population, members },
    ...(inner && { until: endsOfTruncations(inner, settings) }),
  };
}

/** An optimizer with the weights of a file, all settings written out. */
export function withWeights({ settings, ...call }: Call, weights: string): Call {
  return settled(optimizers.resolve({ ...call, settings: { ...settings, weights, sha256: null } }));
}
