import { formatCall, formatValue, type Value } from '../call-expression.ts';
import { describeVersion } from '../version.ts';
import { safetensorsFile } from '../weights/index.ts';
import type { MetaPlan } from './meta-plan.ts';
import { tensorsOfTheta } from './theta.ts';

/** The file of trained weights, whose header says how they came about. The same meta-training makes the same bytes. */
export function trainedWeights(plan: MetaPlan, theta: Float64Array): Uint8Array {
  const { settings, layout, optimizer, population, initSha256 } = plan;
  const { init_from: _, hidden: __, ...strategy } = settings;
  const { env, agent, network, totalTimesteps, totalEpisodes } = population;
  const facts: Readonly<Record<string, Value | undefined>> = {
    made_by: `rl-bench ${describeVersion()}`,
    optimizer: formatCall(optimizer),
    env,
    agent: formatCall(agent),
    network: formatCall(network),
    total_timesteps: totalTimesteps,
    total_episodes: totalEpisodes,
    init_sha256: initSha256,
    ...strategy,
  };
  const texts = Object.entries(facts).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, typeof value === 'string' ? value : formatValue(value)]],
  );
  return safetensorsFile(tensorsOfTheta(layout, theta), Object.fromEntries(texts));
}
