// Compares backends: every contender measures in turn, round after round, and medians are compared, so that whatever else
// the machine is doing falls on all alike.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { quantile } from '../src/stats/index.ts';
import type { Question } from './contender.ts';
import { workloads } from './workloads.ts';

const champion = 'simd';
const rivals = ['wasm', 'stock wasm', 'cpu'];
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
/** Time that a contender spends on one answer, if a single unit does not take longer. */
const seconds = 0.5;

const contenders = new Map([champion, ...rivals].map((name) => [name, start(name)]));

function start(name: string): ChildProcess {
  return fork(fileURLToPath(new URL('contender.js', import.meta.url)), [name]);
}

async function ask(name: string, question: Question): Promise<number> {
  const child = contenders.get(name)!;
  child.send(question);
  const [answer] = await once(child, 'message');
  return answer as number;
}

for (const workload of Object.keys(workloads)) {
  const times = new Map([...contenders.keys()].map((name) => [name, [] as number[]]));
  for (const name of contenders.keys()) await ask(name, { workload, seconds: 2 * seconds });
  for (let round = 0; round < rounds; round++) {
    for (const [name, own] of times) own.push(await ask(name, { workload, seconds }));
  }
  const median = (name: string): number => quantile(times.get(name)!, 0.5)!;
  console.log(`${workload}: ${(median(champion) * 1e6).toFixed(1)} µs of CPU a unit on ${champion}`);
  for (const name of rivals) {
    console.log(`  ${(median(name) / median(champion)).toFixed(1).padStart(5)} × faster than ${name}`);
  }
}
for (const child of contenders.values()) child.disconnect();
