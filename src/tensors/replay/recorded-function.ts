import { RunError } from '../../errors.ts';
import { replaySettings } from '../../replay-settings.ts';
import * as tf from '../tf.ts';
import { type NowRecording, whileRecording } from './now-recording.ts';
import { type Program, type Recorder, type Recording, recordingBackend } from './recording-backend.ts';

/** Recordings that must agree before the first replay. */
const recordingsToCompare = 3;
/** Recordings that may disagree with the one before; then the function is interpreted for good. */
const mostDisagreements = 3;
/** Keys whose programs are kept. */
const mostKeys = 16;
/** Keys one after the other that none was replayed of: then no others are recorded. */
const mostBarrenKeys = 32;

/** How often recorded functions were called, and how. */
export interface CallCounts {
  recorded: number;
  replayed: number;
  interpreted: number;
  /** Why some are interpreted. */
  readonly refusals: Set<string>;
}

let counted: CallCounts | null = null;

/** Counts the calls of recorded functions while some work is done. One count at a time. */
export async function countCalls(work: () => Promise<unknown>): Promise<Readonly<CallCounts>> {
  const counts: CallCounts = { recorded: 0, replayed: 0, interpreted: 0, refusals: new Set() };
  counted = counts;
  try {
    await work();
  } finally {
    counted = null;
  }
  return counts;
}

/** Where the decisions of the host lead to. */
interface Way<Host> {
  /** What is decided here; undefined where no decision is left. */
  decision?: ((host: Host) => unknown) | undefined;
  /** The ways on, by the decision as text. */
  readonly on: Map<string, Way<Host>>;
  recordings: Recording<Host>[];
  disagreements: number;
  program?: Program<Host>;
  /** Why the function is interpreted. */
  refusal?: string;
}

const newWay = <Host>(): Way<Host> => ({ on: new Map(), recordings: [], disagreements: 0 });

/**
 * A function of tensors that makes the same kernel calls every time. On a backend that can record, its first runs are
 * recorded, and when some of them agree in every call, constant and address, later runs replay the calls without the
 * engine, to the same bits. On any other backend it simply runs.
 *
 * What may change from call to call: the inputs, numbers of the host ({@link hostTensor}) and its decisions. A function
 * that depends on anything else differs from recording to recording, and is interpreted.
 */
export class RecordedFunction<Host> {
  readonly #name: string;
  readonly #ways = new Map<string, Way<Host>>();
  /** Keys that have come since a program was made. */
  #barrenKeys = 0;
  #replays = 0;

  /** @param name for messages: `a step of learning`. */
  constructor(name: string) {
    this.#name = name;
  }

  /**
   * Runs or replays the function. The caller owns the tensors that it returns.
   *
   * @param key two calls of one key differ in `inputs` and `host` alone, the inputs in their numbers alone.
   * @param host what numbers and decisions of the host depend on.
   * @param work the function. It may return inputs.
   * @param givenUp so many of the first inputs the caller needs no more: each may come back as the result of its number,
   * with other numbers.
   */
  call(
    key: string,
    inputs: readonly tf.Tensor[],
    host: Host,
    work: () => tf.Tensor[],
    givenUp = 0,
  ): tf.Tensor[] {
    const { replay, audit } = replaySettings();
    const backend = replay ? recordingBackend(tf.backend()) : undefined;
    const interpreted = () => {
      if (counted) counted.interpreted++;
      return tf.tidy(work);
    };
    if (!backend) return interpreted();
    const start = this.#startOf(key);
    if (!start) return interpreted();
    const way = wayOf(start, host);
    if (way.refusal !== undefined) return interpreted();
    if (way.program) {
      const isAudited = audit > 0 && ++this.#replays % audit === 0;
      // Before the replay, which may write over its inputs.
      const audited = isAudited ? tf.tidy(work) : undefined;
      const replayed = way.program.run(inputs, host, givenUp);
      if (!replayed) return audited ?? interpreted();
      if (counted) counted.replayed++;
      if (audited) this.#compare(replayed, audited, inputs);
      return replayed;
    }

    let reached = start;
    const decide = <T>(decision: (host: Host) => T): T => {
      const decided = decision(host);
      reached.decision = decision;
      reached = next(reached, decided);
      return decided;
    };
    let recording: Recording<Host> | undefined;
    const outputs = tf.tidy(() => {
      const made = backend.record<Host>(inputs, (recorder) =>
        whileRecording(withDecisions(recorder, host, decide), work),
      );
      recording = made.recording;
      return made.outputs;
    });
    if (counted) counted.recorded++;
    settle(reached, recording!);
    if (reached.program) this.#barrenKeys = 0;
    return outputs;
  }

  /**
   * Calls a function that makes one tensor, for its numbers alone.
   *
   * @param key and the rest as in {@link call}.
   */
  async read(
    key: string,
    inputs: readonly tf.Tensor[],
    host: Host,
    work: () => tf.Tensor,
  ): Promise<Float32Array> {
    const { replay, audit } = replaySettings();
    const start = replay && audit === 0 ? this.#ways.get(key) : undefined;
    const numbers = start && wayOf(start, host).program?.read(inputs, host);
    if (numbers) {
      if (counted) counted.replayed++;
      return numbers;
    }
    const [made] = this.call(key, inputs, host, () => [work()]);
    const read = await made!.data();
    made!.dispose();
    return read as Float32Array;
  }

  /** Frees what its programs keep. */
  dispose(): void {
    for (const way of this.#ways.values()) disposeWay(way);
    this.#ways.clear();
  }

  /** Where the calls of a key begin; undefined for keys that seem not to come again. */
  #startOf(key: string): Way<Host> | undefined {
    const known = this.#ways.get(key);
    if (known) return known;
    if (++this.#barrenKeys > mostBarrenKeys) return undefined;
    const [[oldest, first] = []] = this.#ways;
    if (this.#ways.size >= mostKeys && first) {
      disposeWay(first);
      this.#ways.delete(oldest!);
    }
    const way = newWay<Host>();
    this.#ways.set(key, way);
    return way;
  }

  #compare(
    replayed: readonly tf.Tensor[],
    interpreted: readonly tf.Tensor[],
    inputs: readonly tf.Tensor[],
  ): void {
    for (const [index, tensor] of replayed.entries()) {
      const [own, other] = [tensor, interpreted[index]!].map((each) => each.dataSync());
      const different = own!.findIndex((value, place) => !Object.is(value, other![place]));
      if (different < 0) continue;
      throw new RunError(
        `the replay of ${this.#name} computes other numbers than its interpretation: result ${index} is ` +
          `${own![different]} in place of ${other![different]} at ${different} of ${own!.length}; train with --no-replay`,
      );
    }
    tf.dispose(interpreted.filter((tensor) => !inputs.includes(tensor)));
  }
}

/** Where a call goes, as far as the decisions are known. */
function wayOf<Host>(start: Way<Host>, host: Host): Way<Host> {
  let way = start;
  while (way.decision) way = next(way, way.decision(host));
  return way;
}

function next<Host>(way: Way<Host>, decided: unknown): Way<Host> {
  const text = JSON.stringify(decided);
  const known = way.on.get(text);
  if (known) return known;
  const made = newWay<Host>();
  way.on.set(text, made);
  return made;
}

function withDecisions<Host>(
  recorder: Recorder<Host>,
  host: Host,
  decide: NowRecording<Host>['decide'],
): NowRecording<Host> {
  return {
    host,
    decide,
    hostTensor: (...given) => recorder.hostTensor(...given),
    choose: (...given) => recorder.choose(...given),
    refuse: (reason) => recorder.refuse(reason),
  };
}

/** Takes one more recording into account. */
function settle<Host>(way: Way<Host>, recording: Recording<Host>): void {
  if (recording.refusal !== undefined) {
    refuse(way, recording.refusal);

    way.recordings = [];
    return;
  }
  const last = way.recordings.at(-1);
  const difference = last?.difference(recording);
  if (difference !== undefined) {
    way.disagreements++;
    way.recordings = [];
    if (way.disagreements >= mostDisagreements) {
      refuse(way, `it differs from call to call: ${difference}`);
      return;
    }
  }
  way.recordings.push(recording);
  if (way.recordings.length < recordingsToCompare) return;
  way.program = recording.program();
  way.recordings = [];
}

function refuse<Host>(way: Way<Host>, reason: string): void {
  way.refusal = reason;
  counted?.refusals.add(reason);
}

function disposeWay<Host>(way: Way<Host>): void {
  way.program?.dispose();
  for (const on of way.on.values()) disposeWay(on);
}
