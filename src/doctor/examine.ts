import { backendNames, type Device } from '../backends/index.ts';
import { native } from '../backends/simd/native.ts';
import { cudaNeeds } from '../backends/tfjs-node.ts';
import { parseCall } from '../call-expression.ts';
import { tryBackend } from '../sweep/run/try-backend.ts';
import type { PopulationPlan } from '../training/population-plan.ts';
import { describeVersion } from '../version.ts';
import { type HostFacts, hostFacts } from './host-facts.ts';

/** What became of one backend. */
export interface BackendReport {
  readonly name: string;
  readonly works: boolean;
  /** Why it does not work and what to do; null where it does. */
  readonly problem: string | null;
  readonly version: string | null;
  readonly device: Device | null;
  /** In a smoke training step: below 1, it is slower than simd. */
  readonly timesAsFastAsSimd: number | null;
}

/** The native kernels of the simd backend. */
export interface NativeReport {
  /** The instructions that they use; null where there are none. */
  readonly instructions: string | null;
  /** Why WebAssembly computes in their place; null where it does not. */
  readonly problem: string | null;
}

export interface Examination {
  readonly version: string;
  readonly host: HostFacts;
  readonly native: NativeReport;
  readonly cudaNeeds: string;
  readonly backends: readonly BackendReport[];
}

/** A few members that learn a little: enough to see that a backend computes, too little to say what it is good for. */
const smokeTest: PopulationPlan = {
  env: 'cartpole',
  agent: parseCall('ppo(num_envs=4,num_steps=16,num_minibatches=1,update_epochs=1)'),
  network: parseCall('mlp(sizes=[64,64])'),
  members: [1, 2, 3, 4].map((seed) => ({ seed, optimizer: parseCall('ADAM(lr=0.00025)') })),
  totalTimesteps: 64,
  evaluation: { count: 0, episodes: 1 },
};

/** Tries every backend, one after the other. @param tell told which one is being tried. */
export async function examine(tell: (backend: string) => void = () => {}): Promise<Examination> {
  let simdSeconds: number | undefined;
  const backends: BackendReport[] = [];
  for (const name of backendNames) {
    tell(name);
    const answer = await tryBackend({ backend: name, plugins: [], population: smokeTest });
    if (!answer.works) {
      backends.push(failed(name, answer.error));
      continue;
    }
    const { version, device, secondsPerStep } = answer;
    if (name === 'simd') simdSeconds = secondsPerStep;
    const ratio = simdSeconds === undefined ? null : simdSeconds / secondsPerStep;
    backends.push({ name, works: true, problem: null, version, device, timesAsFastAsSimd: ratio });
  }
  return { version: describeVersion(), host: hostFacts(), native: nativeReport(), cudaNeeds, backends };
}

function nativeReport(): NativeReport {
  const { addon, reason } = native();
  return { instructions: addon?.targets[0] ?? null, problem: reason };
}

function failed(name: string, problem: string): BackendReport {
  return { name, works: false, problem, version: null, device: null, timesAsFastAsSimd: null };
}
