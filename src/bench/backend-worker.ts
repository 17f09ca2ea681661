/**
 * One backend in a process of its own, measuring what it is asked to.
 *
 * @module
 */
import { startBackend } from '../backends/index.ts';
import { switchNativeOff } from '../backends/simd/native-switch.ts';
import { startStockWasm } from '../backends/wasm.ts';
import { giveWay } from '../give-way.ts';
import { endWithParent } from '../processes/end-with-parent.ts';
import { setReplay } from '../replay-settings.ts';
import * as tf from '../tensors/tf.ts';
import type { BenchBackend, Measurement, TimedWork } from './topic.ts';
import { topics } from './topics/index.ts';

/** What a backend is asked. */
export interface Question {
  /** Its name. */
  readonly topic: string;
  /** Which of its cases: the index serves to recognise it. */
  readonly index: number;
  readonly case: unknown;
  /** CPU time to spend on the answer; a single unit may take longer. */
  readonly seconds: number;
}

/** What it answers: how long a unit took, or why it cannot tell. */
export type Answer = { readonly measurement: Measurement } | { readonly error: string };

const starters: Readonly<Record<BenchBackend, () => Promise<unknown>>> = {
  simd: () => startBackend('simd'),
  'simd-no-native'() {
    switchNativeOff();
    return startBackend('simd');
  },
  'simd-no-replay'() {
    setReplay({ replay: false });
    return startBackend('simd');
  },
  cpu: () => startBackend('cpu'),
  webgpu: () => startBackend('webgpu'),
  cuda: () => startBackend('cuda'),
  async 'stock-wasm'() {
    tf.enableProdMode();
    await startStockWasm();
  },
};

const ready = new Map<string, TimedWork>();

async function workloadOf({ topic: name, index, case: given }: Question): Promise<TimedWork> {
  const key = `${name} ${index}`;
  const known = ready.get(key);
  if (known) return known;
  const topic = topics.find((each) => each.name === name)!;
  const prepared = await topic.prepare(given, backend);
  ready.set(key, prepared);
  return prepared;
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

async function measure(question: Question): Promise<Measurement> {
  const workload = await workloadOf(question);
  const cpuStart = cpuSeconds();
  const wallStart = performance.now();
  let units = 0;
  let spent = 0;
  // Asking for the time costs as much as a small kernel: the batches between two looks grow with what has been done.
  for (let batch = 1; spent < question.seconds; batch = Math.ceil(batch * 1.25)) {
    for (let i = 0; i < batch; i++) units += await workload.work();
    spent = cpuSeconds() - cpuStart;
    if (workload.once) break;
    await giveWay();
  }
  return {
    cpuSeconds: spent / units,
    wallSeconds: (performance.now() - wallStart) / 1000 / units,
    facts: workload.facts?.() ?? {},
  };
}

endWithParent();
const backend = process.argv[2] as BenchBackend;
const started = starters[backend]();
process.on('message', async (question: Question) => {
  let answer: Answer;
  try {
    await started;
    answer = { measurement: await measure(question) };
  } catch (error) {
    answer = { error: error instanceof Error ? error.message : String(error) };
  }
  process.send!(answer);
});
// A measurement has no end that anyone would wait for.
process.on('disconnect', () => process.exit());
// Stopped, it leaves like anybody else: what a topic keeps on the disk goes with the process.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.once(signal, () => process.exit());
