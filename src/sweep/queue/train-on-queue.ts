import { setTimeout as wait } from 'node:timers/promises';
import { RunError } from '../../errors.ts';
import { several } from '../../several.ts';
import type { Share } from '../cost/divide-work.ts';
import type { TrainingListener } from '../run/training-listener.ts';
import type { Assignment } from '../run/worker-messages.ts';
import type { Connections } from './connect.ts';
import { type Answer, type Ask, type Mail, type OwnersMessage, packed, unpacked } from './mail.ts';
import { answerKey, mailKey, ownersKey, prefix, queueName, stopKey } from './names.ts';
import type { JobQueue } from './packages.ts';
import type { QueuedShare } from './units-left.ts';
import { WriterLease } from './writer-lease.ts';

/** How often a unit is tried whose worker dies, as in processes of this machine. */
const attempts = 2;
/** Units that stand in the queue at a time: Redis keeps no more, however large the study is. */
const most = 500;
/** Milliseconds between two looks whether all of them stand there: Redis may have forgotten some. */
const look = 2000;
/** Milliseconds that agents have to leave off what they train when this process is to stop. */
const patience = 12_000;
/** Seconds for which an answer lies there. */
const answerFor = 600;

/** Both at once: an answer of a writer that is killed between them would lie there for ever. */
const reply = `
redis.call('rpush', KEYS[1], ARGV[1])
redis.call('expire', KEYS[1], ARGV[2])`;

export interface QueueSettings extends Omit<Assignment, 'job' | 'plugins'> {
  /** Of the queue. */
  readonly connections: Connections;
  readonly address: string;
  /** See `experimentKey`. */
  readonly experiment: string;
  readonly title: string;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
  /** What a unit is called, for people. */
  readonly label: (share: QueuedShare) => string;
  /** Agents that are not to train a unit. Default: anybody may. */
  readonly notBy?: ((share: Share) => readonly string[]) | undefined;
}

/** A unit that is not over. */
interface OpenUnit extends QueuedShare {
  /** The attempt that owns it; undefined while it waits for an agent. */
  owner?: string | undefined;
  /** The number of the owner's next message. */
  next: number;
  /** Members that the owner has yet to bring to their ends. */
  left: number;
  /** Workers that have died of it. */
  deaths: number;
}

/**
 * Has shares trained by agents, wherever they are. This process alone knows what is to be done, and writes: an agent asks
 * before it trains, is told from where, and then owns the unit until another one asks for it. What anybody else says of the unit
 * is dropped. Redis carries the mail, of which nothing is removed before it has been committed, and can be emptied at any time:
 * what was lost in it is trained again from the last checkpoint.
 *
 * @throws whatever the listener throws.
 */
export async function trainOnQueue(
  shares: readonly QueuedShare[],
  settings: QueueSettings,
  listener: TrainingListener,
): Promise<void> {
  const { connections, say } = settings;
  const lease = await WriterLease.taken(connections.redis, settings, () =>
    say('another rl-bench has written this experiment until a moment ago; this one waits until that is over'),
  );
  const writer = new QueueWriter(shares, settings, listener, lease);
  try {
    await writer.begin();
    await writer.work();
  } finally {
    await writer.end();
  }
}

class QueueWriter {
  readonly #open: Map<string, OpenUnit>;
  readonly #settings: QueueSettings;
  readonly #listener: TrainingListener;
  readonly #lease: WriterLease;
  readonly #queue: JobQueue;
  readonly #waiting;
  #looked = Number.NEGATIVE_INFINITY;
  #toldElsewhere = false;
  #isCut = false;

  constructor(
    shares: readonly QueuedShare[],
    settings: QueueSettings,
    listener: TrainingListener,
    lease: WriterLease,
  ) {
    const { packages, another } = settings.connections;
    this.#open = new Map(
      shares.map(({ unit, share }) => [unit, { unit, share, next: 0, left: 0, deaths: 0 }]),
    );
    this.#settings = settings;
    this.#listener = listener;
    this.#lease = lease;
    this.#queue = new packages.Queue(queueName(), { connection: another(), prefix }).on('error', () => {});
    this.#waiting = another();
  }

  /** Forgets what agents have been told by a writer before this one: they ask again. */
  async begin(): Promise<void> {
    const { experiment } = this.#settings;
    for (const key of [stopKey, ownersKey, mailKey]) await this.#call('DEL', key(experiment));
    this.#lease.show(this.#open.size);
    this.#settings.say(`${several(this.#open.size, 'unit')} in the queue; rl-bench agent trains them`);
  }

  async work(): Promise<void> {
    const { signal } = this.#settings;
    let giveUp: NodeJS.Timeout | undefined;
    const onStop = (): void => {
      giveUp = setTimeout(() => this.#cut(), patience);
      void this.#call('SET', stopKey(this.#settings.experiment), '1', 'PX', 60_000).catch(() => {});
    };
    if (signal.aborted) return;
    signal.addEventListener('abort', onStop, { once: true });
    try {
      while (this.#open.size > 0 && !(signal.aborted && this.#isIdle()) && !this.#isCut) {
        this.#lease.refuseLoss();
        if (!signal.aborted) await this.#fill();
        for (const [id, message] of await this.#mail()) {
          await this.#take(message);
          await this.#call('XDEL', mailKey(this.#settings.experiment), id);
        }
      }
    } catch (error) {
      // The connections were cut, since agents or Redis took too long to answer the wish to stop.
      if (!this.#isCut) throw error;
    } finally {
      clearTimeout(giveUp);
      signal.removeEventListener('abort', onStop);
    }
  }

  /** Takes what is left of this experiment out of Redis. */
  async end(): Promise<void> {
    this.#lease.abandon();
    if (this.#isCut) return;
    const tidy = async (): Promise<void> => {
      const { experiment } = this.#settings;
      // Without a writer and owners nobody puts anything into the mail any more.
      await this.#lease.end();
      for (const key of [ownersKey, mailKey, stopKey]) await this.#call('DEL', key(experiment));
      for (const { unit } of this.#open.values()) await this.#queue.remove(this.#jobOf(unit)).catch(() => 0);
      await this.#queue.close();
    };
    await Promise.race([tidy().catch(() => {}), wait(patience / 4)]);
  }

  #cut(): void {
    this.#isCut = true;
    this.#settings.connections.close();
  }

  #isIdle(): boolean {
    return ![...this.#open.values()].some(({ owner }) => owner !== undefined);
  }

  /** Puts units into the queue. One that is there already is left there. */
  async #fill(): Promise<void> {
    if (performance.now() - this.#looked < look) return;
    this.#looked = performance.now();
    const { experiment, backend, label } = this.#settings;
    const next = [...this.#open.values()].slice(0, most);
    this.#lease.show(this.#open.size);
    await this.#queue.addBulk(
      next.map((share) => ({
        name: 'unit',
        data: { experiment, unit: share.unit, backend, label: label(share) },
        opts: { jobId: this.#jobOf(share.unit), removeOnComplete: true, removeOnFail: true },
      })),
    );
  }

  #jobOf(unit: string): string {
    return `${this.#settings.experiment}-${unit}`;
  }

  /** What agents have said, the oldest first; waits for a moment where there is nothing. */
  async #mail(): Promise<readonly (readonly [id: Buffer, Mail])[]> {
    const key = mailKey(this.#settings.experiment);
    const answer = await this.#waiting.callBuffer('XREAD', 'COUNT', 64, 'BLOCK', 300, 'STREAMS', key, '0');
    const [stream] = (answer ?? []) as [Buffer, [Buffer, Buffer[]][]][];
    return (stream?.[1] ?? []).map(([id, fields]) => [id, unpacked<Mail>(fields[1]!)] as const);
  }

  async #take(message: Mail): Promise<void> {
    if (message.kind === 'ask') return this.#answer(message);
    const unit = this.#open.get(message.unit);
    // It is over, or another attempt owns it; or a connection broke, and the message came twice.
    if (unit === undefined || unit.owner !== message.attempt || message.sequence < unit.next) return;
    // Redis has forgotten a message before this one.
    if (message.sequence > unit.next) return this.#disown(unit);
    unit.next++;
    await this.#report(unit, message);
  }

  async #answer({ unit: name, attempt, agent, bits }: Ask): Promise<void> {
    const unit = this.#open.get(name);
    // It trains. One that has said nothing yet may not have been answered: it is told from where once more.
    if (unit?.owner === attempt && unit.next > 0) return;
    if (unit === undefined || this.#settings.signal.aborted) return this.#reply(attempt, { kind: 'nothing' });
    if (this.#settings.notBy?.(unit.share).includes(agent)) {
      if (!this.#toldElsewhere) {
        this.#settings.say(`units wait to be trained again by another agent than ${agent}`);
      }
      this.#toldElsewhere = true;
      return this.#reply(attempt, { kind: 'elsewhere' });
    }
    const { backend, checkpointInterval } = this.#settings;
    const job = await this.#listener.started(unit.share, { machine: agent, bits });
    unit.left = job.population.members.length;
    if (unit.left === 0) {
      this.#close(unit);
      return this.#reply(attempt, { kind: 'nothing' });
    }
    unit.owner = attempt;
    unit.next = 0;
    await this.#call('HSET', ownersKey(this.#settings.experiment), name, attempt);
    const assignment = { backend, plugins: [], checkpointInterval, job };
    await this.#reply(attempt, { kind: 'train', assignment });
  }

  async #reply(attempt: string, answer: Answer): Promise<void> {
    await this.#call('EVAL', reply, 1, answerKey(attempt), packed(answer), answerFor);
  }

  async #report(unit: OpenUnit, message: OwnersMessage): Promise<void> {
    const { share } = unit;
    if (message.kind === 'records') {
      await this.#listener.records(share, message.records);
      unit.left -= message.records.filter(({ kind }) => kind === 'end').length;
      return;
    }
    if (message.kind === 'died') {
      unit.deaths++;
      if (unit.deaths < attempts) this.#listener.repeated(share, message.reason);
      else
        await this.#fail(
          unit,
          `a worker process died twice (${message.reason}); it may have run out of memory`,
        );
    } else if (message.kind === 'failed') await this.#fail(unit, message.message);
    else if (unit.left === 0) this.#close(unit);
    if (this.#open.has(unit.unit)) await this.#disown(unit);
    else await this.#call('HDEL', ownersKey(this.#settings.experiment), unit.unit);
  }

  async #fail(unit: OpenUnit, message: string): Promise<void> {
    this.#open.delete(unit.unit);
    await this.#listener.failed(unit.share, new RunError(message));
  }

  #close({ unit, share }: OpenUnit): void {
    this.#open.delete(unit);
    this.#listener.ended(share);
  }

  /** Whoever asks next has it. */
  async #disown(unit: OpenUnit): Promise<void> {
    unit.owner = undefined;
    await this.#call('HDEL', ownersKey(this.#settings.experiment), unit.unit);
  }

  #call(command: string, ...args: (string | number | Buffer)[]): Promise<unknown> {
    return this.#settings.connections.redis.call(command, ...args);
  }
}
