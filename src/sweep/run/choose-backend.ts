import { existsSync } from 'node:fs';
import { checkBackend, installedGpuBackends } from '../../backends/index.ts';
import type { LoadedPlugin } from '../../plugins/index.ts';
import { formatNumber } from '../../text/format.ts';
import type { SweepPlan } from '../plan/plan.ts';
import { auto } from './auto-backend.ts';
import { type TrialAnswer, tryBackend } from './try-backend.ts';

export const onCpu = 'simd';

/** Where Linux shows a GPU to programs: its own drivers, NVIDIA's, AMD's for computing, WSL's. */
const deviceFiles = ['/dev/dri', '/dev/nvidiactl', '/dev/kfd', '/dev/dxg'];

/**
 * The backend that `--backend` asks for. `auto` is simd, unless a backend of the GPU is installed, finds a real device
 * and trains the largest population of the plan faster: each tries it for a second or two.
 *
 * @param tell told, in one line, what was tried and which is faster.
 * @throws UsageError for a name that is no backend's.
 */
export async function chooseBackend(
  asked: string,
  plan: SweepPlan,
  plugins: readonly LoadedPlugin[],
  tell: (line: string) => void,
): Promise<string> {
  if (asked !== auto) {
    checkBackend(asked);
    return asked;
  }
  const candidates = mayHaveGpu() ? installedGpuBackends() : [];
  if (candidates.length === 0) return onCpu;
  const population = plan.populations
    .map((planned) => planned.population)
    .reduce((a, b) => (b.members.length > a.members.length ? b : a));
  const trial = (backend: string) => tryBackend({ backend, plugins, population, onRealDevice: true });
  const gpus: Contestant[] = [];
  for (const name of candidates) {
    const answer = await trial(name);
    if (answer.works) gpus.push({ name, answer });
  }
  if (gpus.length === 0) return onCpu;
  const best = gpus.reduce((a, b) => (b.answer.secondsPerStep < a.answer.secondsPerStep ? b : a));
  const cpu = await trial(onCpu);
  const { text, backend } = verdict(best, cpu);
  tell(text);
  return backend;
}

/** A backend of a GPU that has trained. */
export interface Contestant {
  readonly name: string;
  readonly answer: Extract<TrialAnswer, { works: true }>;
}

/** Which is faster, and in what words. */
export function verdict(
  { name, answer: { device, secondsPerStep } }: Contestant,
  cpu: TrialAnswer,
): { text: string; backend: string } {
  const gpu = device ? `${name} (${device.name})` : name;
  if (!cpu.works) return { text: `${gpu} trains this; ${onCpu} cannot: ${cpu.error}`, backend: name };
  const times = cpu.secondsPerStep / secondsPerStep;
  return times > 1
    ? { text: `${gpu} trains this ${formatNumber(times)} times as fast as ${onCpu}`, backend: name }
    : { text: `${onCpu} trains this ${formatNumber(1 / times)} times as fast as ${gpu}`, backend: onCpu };
}

/** False where a real device is out of the question, so that nothing need be started to know it. */
function mayHaveGpu(): boolean {
  return process.platform !== 'linux' || deviceFiles.some((file) => existsSync(file));
}
