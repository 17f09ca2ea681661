import { several } from '../several.ts';
import type { AgentFacts } from '../sweep/queue/agents.ts';
import type { WriterFacts } from '../sweep/queue/writer-lease.ts';
import { printable } from '../visible-text.ts';

/** Who is at a queue. */
export interface AtQueue {
  readonly sweeps: readonly WriterFacts[];
  readonly agents: readonly AgentFacts[];
}

/** `sweep quick on node-1:17, 5 units left`, `agent node-7:4711 (2 workers): ADAM on cartpole, seeds 1, 2` */
export function agentsText({ sweeps, agents }: AtQueue, shown: string): string {
  if (sweeps.length + agents.length === 0) return `nobody is at the queue at ${shown}`;
  return [
    ...sweeps.map(
      ({ title, host, pid, open, version }) =>
        `sweep ${title === '' ? 'without a title' : title} on ${host}:${pid}, ${several(open, 'unit')} left, rl-bench ${version}`,
    ),
    ...agents.map(({ name, workers, units, version }) => {
      const work = units.length === 0 ? 'waits' : units.join('; ');
      return `agent ${name} (${several(workers, 'worker')}, rl-bench ${version}): ${work}`;
    }),
  ]
    .map(printable)
    .join('\n');
}
