import type { Store } from '../../store/index.ts';
import type { Spread } from '../cost/divide-work.ts';
import type { Experiment } from '../run/experiment.ts';
import type { TrainingListener } from '../run/training-listener.ts';
import { experimentKey } from './names.ts';
import { type OpenQueue, refusePlugins } from './open-queue.ts';
import { type QueueSettings, trainOnQueue } from './train-on-queue.ts';
import { type QueuedShare, unitsLeft } from './units-left.ts';

/** How the agents of a queue train an experiment. */
interface ByAgents
  extends Pick<QueueSettings, 'backend' | 'checkpointInterval' | 'signal' | 'say' | 'notBy'> {
  readonly queue: OpenQueue;
  readonly spread: Spread;
  readonly plugins: Parameters<typeof refusePlugins>[0];
}

/** Has agents train what is left of an experiment, unit by unit. @throws whatever the listener throws. */
export async function trainByAgents(
  experiment: Experiment,
  { db }: Store,
  { queue, spread, plugins, ...settings }: ByAgents,
  listener: TrainingListener,
): Promise<void> {
  refusePlugins(plugins);
  const { plan, id } = experiment;
  const units = unitsLeft(db, experiment, settings.backend, spread);
  if (units.length === 0) return;
  const named = db
    .prepare<[number], { createdAt: string; fingerprint: string | null }>(
      'select created_at as createdAt, fingerprint from experiments where id = ?',
    )
    .get(id)!;
  const label = ({ share: { population, members } }: QueuedShare): string => {
    const planned = plan.populations[population]!;
    const seeds = [...new Set(members.map((member) => planned.population.members[member]!.seed))];
    return `${planned.label} on ${planned.population.env}, ${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')}`;
  };
  const { address, connections } = queue;
  const own = { connections, address, experiment: experimentKey({ id, ...named }), title: plan.title, label };
  await trainOnQueue(units, { ...settings, ...own }, listener);
}
