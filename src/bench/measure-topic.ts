import { setTimeout } from 'node:timers/promises';
import { quantile } from '../stats/index.ts';
import { BackendProcess } from './backend-process.ts';
import type { BenchBackend, Facts, Measured, Measurement, Scope, Topic } from './topic.ts';

/** How carefully to measure. */
export interface Effort extends Scope {
  /** Answers of which the median is taken. */
  readonly rounds: number;
  /** CPU time of an answer; a single unit of work may take longer. */
  readonly seconds: number;
  /** CPU time of an answer that does not count, before the others: code that has hardly run is many times slower. */
  readonly warmUpSeconds: number;
  /** Seconds for the rounds of one backend on one case, after which it is asked no more. */
  readonly patience: number;
  /** Seconds for all cases of a topic that is measured case by case; what is not measured by then is left out. */
  readonly limit?: number | undefined;
}

/** A single unit of work that takes so many seconds has warmed up long before its end, and counts. */
const warmsUpItself = 2;

/** What one backend has said about one case so far. */
interface Inquiry {
  readonly index: number;
  readonly given: unknown;
  readonly process: BackendProcess;
  readonly answers: Measurement[];
  secondsSpent: number;
}

/**
 * Measures all cases of a topic by all its backends in turn, round after round, so that whatever else the machine is
 * doing falls on all alike.
 *
 * @returns one entry a case, without those for which the time did not suffice.
 * @throws RunError if a backend fails.
 */
export async function measureTopic(topic: Topic, effort: Effort): Promise<Measured<unknown>[]> {
  const cases = topic.cases(effort);
  const processes = topic.backends.map((name) => new BackendProcess(name));
  const inquiries = cases.map((given, index) =>
    processes.map((process): Inquiry => ({ index, given, process, answers: [], secondsSpent: 0 })),
  );
  const askAll = async (together: readonly Inquiry[]): Promise<void> => {
    for (let round = 0; round <= effort.rounds; round++) {
      for (const inquiry of together) await ask(inquiry, topic.name, round === 0, effort);
    }
  };
  const askCaseByCase = async (): Promise<void> => {
    for (const together of inquiries) await askAll(together);
  };
  try {
    if (topic.caseByCase) await atMost(effort.limit, askCaseByCase());
    else await askAll(inquiries.flat());
  } finally {
    for (const process of processes) process.stop();
  }
  return cases.flatMap((given, index) => {
    const own = inquiries[index]!;
    if (own.some(({ answers }) => answers.length === 0)) return [];
    const by = Object.fromEntries(own.map(({ process, answers }) => [process.name, medianOf(answers)]));
    return [{ case: given, by: by as { [name in BenchBackend]: Measurement } }];
  });
}

/** Waits for some work, but not for longer than so many seconds. */
async function atMost(seconds: number | undefined, work: Promise<void>): Promise<void> {
  if (seconds === undefined) return work;
  const over = new AbortController();
  const { signal } = over;
  try {
    await Promise.race([work, setTimeout(1000 * seconds, undefined, { signal })]);
  } finally {
    over.abort();
  }
}

/** Asks for one more answer, unless there are enough. */
async function ask(inquiry: Inquiry, topic: string, warmUp: boolean, effort: Effort): Promise<void> {
  const { index, given, process, answers } = inquiry;
  const enough = inquiry.secondsSpent > effort.patience || answers.length === effort.rounds;
  if (enough && answers.length > 0) return;
  const seconds = warmUp ? effort.warmUpSeconds : effort.seconds;
  const start = performance.now();
  const answer = await process.measure({ topic, index, case: given, seconds });
  if (warmUp && !countsThoughFirst(answer)) return;
  inquiry.secondsSpent += (performance.now() - start) / 1000;
  answers.push(answer);
}

/**
 * Whether the answer that is meant to warm up is one already. It goes by a unit of work: however long the whole has taken,
 * that may have been the start of a process on a busy machine.
 */
export function countsThoughFirst({ wallSeconds }: Pick<Measurement, 'wallSeconds'>): boolean {
  return wallSeconds > warmsUpItself;
}

function medianOf(answers: readonly Measurement[]): Measurement {
  const median = (of: (answer: Measurement) => number): number => quantile(answers.map(of), 0.5)!;
  const facts: Facts = Object.fromEntries(
    Object.keys(answers[0]!.facts).map((name) => [name, median((answer) => answer.facts[name]!)]),
  );
  return {
    cpuSeconds: median((answer) => answer.cpuSeconds),
    wallSeconds: median((answer) => answer.wallSeconds),
    facts,
  };
}
