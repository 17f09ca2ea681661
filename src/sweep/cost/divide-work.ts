/** Members of one population that train together, in one process. */
export interface Share {
  /** Its index in the plan. */
  readonly population: number;
  /** Their places in it. */
  readonly members: readonly number[];
}

/** What is to be trained of a population. */
export interface Work {
  /** Its index in the plan. */
  readonly population: number;
  readonly members: readonly {
    readonly member: number;
    /** Of its budget that is left, more than 0 and at most 1. */
    readonly left: number;
  }[];
  /** Seconds that the whole budget takes however many members train together. */
  readonly shared: number;
  /** Seconds that it takes more for each of them. */
  readonly each: number;
}

/** Over how many processes training may be spread. */
export interface Spread {
  readonly workers: number;
  /** True where so many were asked for; else fewer train where that is as fast. */
  readonly exactly: boolean;
  /** True where populations may be divided to keep all of them at work. */
  readonly divides: boolean;
  /** Of each population, members that one of so many processes has memory for at once; left out where all are few. */
  most(workers: number): readonly number[];
}

/** Everything in the process that is there. */
export const inOneProcess: Spread = {
  workers: 1,
  exactly: true,
  divides: false,
  most: () => [],
};

/** A share, and by which process and when it is going to be trained. */
export interface PlannedShare extends Share {
  /** 0, 1, … */
  readonly worker: number;
  /** Seconds after the beginning of all. */
  readonly begin: number;
  readonly seconds: number;
}

/** Who trains what. */
export interface Division {
  /** In the order in which they begin: a process that is free takes the next one. */
  readonly shares: readonly PlannedShare[];
  /** Processes that are at work. */
  readonly workers: number;
  /** Until all have ended. */
  readonly seconds: number;
}

/** Seconds that one more process costs: until it trains, and until it trains as fast as one that has for a while. */
export const startSeconds = 1.5;
/** A division that takes more than this part of another one's time is no better. */
const worthwhile = 0.8;
/** How closely the shortest time is found, as a part of it. */
const precision = 1e-3;

/**
 * Divides populations among processes so that all end at about the same time. Members do not depend on each other, but
 * those that train together share a part of what an update takes, so a population is only cut where that pays.
 */
export function divideWork(works: readonly Work[], spread: Spread): Division {
  const members = works.reduce((sum, { members }) => sum + members.length, 0);
  const units = spread.divides ? members : works.length;
  const limit = Math.max(1, Math.min(spread.workers, units));
  if (spread.exactly || !spread.divides) return dividedAmong(limit, works, spread);
  const divisions: Division[] = [];
  for (let workers = limit; workers >= 1; workers = Math.min(workers - 1, Math.round(0.9 * workers))) {
    divisions.push(dividedAmong(workers, works, spread));
  }
  const least = Math.min(...divisions.map(({ seconds }) => seconds));
  return divisions.findLast(({ seconds }) => worthwhile * seconds <= least)!;
}

/** All populations one after the other in one process. @param most members of each that it trains at once. */
export function wholeInOne(works: readonly Work[], most: readonly number[]): Division {
  return inWhole(
    works.map((work) => ({ work, most: most[work.population] ?? Number.MAX_SAFE_INTEGER })),
    1,
    0,
  );
}

function dividedAmong(workers: number, works: readonly Work[], spread: Spread): Division {
  const most = spread.most(workers);
  // Who has asked for so many does not ask whether their start pays.
  const start = workers === 1 || spread.exactly ? 0 : startSeconds;
  const parts = works.map((work): Part => ({ work, most: most[work.population] ?? Number.MAX_SAFE_INTEGER }));
  const whole = inWhole(parts, workers, start);
  if (workers === 1 || !spread.divides) return whole;
  let division = whole;
  let [low, high] = [0, whole.seconds];
  while (high - low > precision * high) {
    const limit = (low + high) / 2;
    const cut = cutAt(limit, parts, workers, start, true) ?? cutAt(limit, parts, workers, start, false);
    if (cut === undefined) low = limit;
    else {
      division = cut;
      high = limit;
    }
  }
  return division.seconds < worthwhile * whole.seconds ? division : whole;
}

/** A population, and what to know of it when it is divided. */
interface Part {
  readonly work: Work;
  /** Members that train at once. */
  readonly most: number;
}

/** Whole populations, in order, each for the process that is free first. @param start seconds that a process takes to start. */
function inWhole(parts: readonly Part[], workers: number, start: number): Division {
  const schedule = new Schedule(workers, start);
  for (const part of parts) schedule.add(schedule.firstFree(), part, 0, part.work.members.length);
  return schedule.division();
}

/**
 * Fills one process after the other up to a limit; a population that does not fit is cut there, and its other members
 * begin the next process (McNaughton's rule).
 *
 * @param start seconds that a process takes to start.
 * @param evenly whether a process has enough once it has its part of what is left, so that the last one gets as much.
 * @returns undefined where that takes more processes.
 */
function cutAt(
  limit: number,
  parts: readonly Part[],
  workers: number,
  start: number,
  evenly: boolean,
): Division | undefined {
  const schedule = new Schedule(workers, start);
  const whole = parts.map((part) => secondsOf(part, 0, part.work.members.length));
  let left = whole.reduce((sum, seconds) => sum + seconds, 0);
  let worker = 0;
  let enough = evenly ? start + left / workers : limit;
  for (const part of parts) {
    const count = part.work.members.length;
    for (let from = 0; from < count; ) {
      const busy = schedule.busyUntil(worker);
      const to = busy >= enough ? from : lastWithin(part, from, limit - busy, enough - busy);
      if (to > from) {
        schedule.add(worker, part, from, to);
        left -= schedule.busyUntil(worker) - busy;
      }
      if (to < count) {
        if (++worker === workers) return undefined;
        // What is cut pays once more for what its members share.
        if (evenly) enough = start + (left + (to > from ? part.work.shared : 0)) / (workers - worker);
      }
      from = to;
    }
  }
  return schedule.division();
}

/** The end of as many members as a process has time for, or as are enough for it. */
function lastWithin(part: Part, from: number, seconds: number, enough: number): number {
  const { work, most } = part;
  let [together, longest, to] = [0, 0, from];
  for (; to < work.members.length; to++) {
    const { left } = work.members[to]!;
    const shares = Math.ceil((to - from) / most);
    if (to > from && taken(part, shares, together, longest) >= enough) break;
    const [more, longer] = [together + left, Math.max(longest, left)];
    if (taken(part, Math.ceil((to + 1 - from) / most), more, longer) > seconds) break;
    [together, longest] = [more, longer];
  }
  return to;
}

/** Seconds that the members from one to another take in one process, in as many shares as memory needs. */
function secondsOf(part: Part, from: number, to: number): number {
  const lefts = part.work.members.slice(from, to).map(({ left }) => left);
  const together = lefts.reduce((sum, left) => sum + left, 0);
  const longest = lefts.reduce((most, left) => Math.max(most, left), 0);
  return taken(part, Math.ceil(lefts.length / part.most), together, longest);
}

/** @param together what is left of all members' budgets. @param longest what is left of the longest. */
function taken({ work }: Part, shares: number, together: number, longest: number): number {
  return shares * work.shared * longest + work.each * together;
}

/** What each process does, and until when. */
class Schedule {
  readonly #shares: PlannedShare[] = [];
  readonly #busyUntil: number[];

  /** @param start when each process begins to train. */
  constructor(workers: number, start: number) {
    this.#busyUntil = new Array<number>(workers).fill(start);
  }

  busyUntil(worker: number): number {
    return this.#busyUntil[worker]!;
  }

  firstFree(): number {
    return this.#busyUntil.indexOf(Math.min(...this.#busyUntil));
  }

  /** Gives a process the members from one to another, in shares of about equal size. */
  add(worker: number, part: Part, from: number, to: number): void {
    const { population, members } = part.work;
    const count = Math.ceil((to - from) / part.most);
    for (let share = 0; share < count; share++) {
      const [first, end] = [share, share + 1].map(
        (cut) => from + Math.round((cut * (to - from)) / count),
      ) as [number, number];
      const seconds = secondsOf(part, first, end);
      const own = members.slice(first, end).map(({ member }) => member);
      this.#shares.push({ population, members: own, worker, begin: this.busyUntil(worker), seconds });
      this.#busyUntil[worker]! += seconds;
    }
  }

  division(): Division {
    return {
      shares: [...this.#shares].sort((a, b) => a.begin - b.begin || a.worker - b.worker),
      workers: new Set(this.#shares.map(({ worker }) => worker)).size,
      seconds: Math.max(0, ...this.#shares.map(({ begin, seconds }) => begin + seconds)),
    };
  }
}
