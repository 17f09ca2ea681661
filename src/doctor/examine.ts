import { backendNames, type Device } from '../backends/index.ts';
import { native } from '../backends/simd/native.ts';
import { wideKernels } from '../backends/simd/wide-kernels.ts';
import { smokeTest } from '../sweep/run/smoke-test.ts';
import { tryBackend } from '../sweep/run/try-backend.ts';
import { describeVersion } from '../version.ts';
import { type GymnasiumFacts, gymnasiumFacts } from './gymnasium-facts.ts';
import { type HostFacts, hostFacts } from './host-facts.ts';
import { type TensorflowFacts, tensorflowFacts } from './tensorflow-facts.ts';

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
  /** How it does: `in vectors of 256 bits`, or what speaks against them; null where there is nothing to say. */
  readonly webAssembly: string | null;
}

export interface Examination {
  readonly version: string;
  readonly host: HostFacts;
  readonly native: NativeReport;
  readonly tensorflow: TensorflowFacts;
  readonly gymnasium: GymnasiumFacts;
  readonly backends: readonly BackendReport[];
}

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
  return {
    version: describeVersion(),
    host: hostFacts(),
    native: nativeReport(),
    tensorflow: tensorflowFacts(),
    gymnasium: gymnasiumFacts(),
    backends,
  };
}

function nativeReport(): NativeReport {
  const { addon, reason } = native();
  return {
    instructions: addon?.targets[0] ?? null,
    problem: reason,
    webAssembly: addon ? null : widthOfWebAssembly(),
  };
}

function widthOfWebAssembly(): string | null {
  const wide = wideKernels();
  if (wide.module) return 'in vectors of 256 bits';
  return wide.differing.length === 0
    ? null
    : `in vectors of 128 bits: with 256 other bits are left by ${wide.differing.join(', ')}`;
}

function failed(name: string, problem: string): BackendReport {
  return { name, works: false, problem, version: null, device: null, timesAsFastAsSimd: null };
}
