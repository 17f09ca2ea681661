import { isCall, type Value } from '../../src/call-expression.ts';
import { UsageError } from '../../src/errors.ts';
import type { ActionSpace, BoxSpace } from '../../src/spaces.ts';
import { float32Box } from '../env-spec.ts';
import { type GymnasiumServer, gymnasiumServer, PythonError } from './server.ts';

/** What `gymnasium.make` is given. */
export interface Making {
  readonly id: string;
  readonly keywords: Readonly<Record<string, Value>>;
}

/** What Gymnasium says of an environment. */
export interface KindFacts {
  readonly observationSpace: BoxSpace;
  readonly actionSpace: ActionSpace;
  /** Steps after which its episodes are cut; null where they are not. */
  readonly limit: number | null;
  readonly threshold: number | null;
}

/** Spaces as `serve.py` describes them; null is a bound that is none. */
type Described =
  | { readonly kind: 'discrete'; readonly n: number }
  | { readonly kind: 'box'; readonly low: (number | null)[]; readonly high: (number | null)[] };

/** Environments that are made alike, and asked for in one Python after the other. */
export class Kind {
  readonly facts: KindFacts;
  readonly #making: string;
  #askedOf: GymnasiumServer;
  #number: number;

  /** @param called how the user names it. @throws UsageError if Python cannot make it, or it cannot be used here. */
  constructor(making: Making, called: string) {
    this.#making = toJson({ ...making }, called);
    try {
      const server = gymnasiumServer();
      this.#askedOf = server;
      this.#number = nextNumber(server);
      this.facts = this.#make(server);
    } catch (error) {
      if (error instanceof PythonError) throw new UsageError(whyNot(called, error));
      throw error;
    }
  }

  /** Its number in a Python, which knows it from now on. @throws PythonError */
  numberIn(server: GymnasiumServer): number {
    if (this.#askedOf !== server) {
      this.#number = nextNumber(server);
      this.#make(server);
      this.#askedOf = server;
    }
    return this.#number;
  }

  #make(server: GymnasiumServer): KindFacts {
    const body = `${this.#making.slice(0, -1)},"probe":${this.#number}}`;
    const answer = server.ask('make', new TextEncoder().encode(body));
    const { observations, actions, limit, threshold } = JSON.parse(new TextDecoder().decode(answer)) as {
      readonly observations: Described;
      readonly actions: Described;
      readonly limit: number | null;
      readonly threshold: number | null;
    };
    return {
      observationSpace: observed(observations),
      actionSpace: actions.kind === 'discrete' ? { kind: 'discrete', n: actions.n } : unbounded(actions),
      limit,
      threshold,
    };
  }
}

const given = new WeakMap<GymnasiumServer, number>();

/** A number that nothing else has in a Python. */
export function nextNumber(server: GymnasiumServer): number {
  const next = (given.get(server) ?? 0) + 1;
  given.set(server, next);
  return next;
}

/** A space of n is seen as a one among zeros. */
function observed(space: Described): BoxSpace {
  if (space.kind === 'discrete') {
    return float32Box(new Array<number>(space.n).fill(0), new Array<number>(space.n).fill(1));
  }
  const { low, high } = unbounded(space);
  return float32Box(low, high);
}

function unbounded({ low, high }: Extract<Described, { kind: 'box' }>): BoxSpace {
  return {
    kind: 'box',
    low: low.map((bound) => bound ?? Number.NEGATIVE_INFINITY),
    high: high.map((bound) => bound ?? Number.POSITIVE_INFINITY),
  };
}

function whyNot(called: string, { name, message }: PythonError): string {
  if (name === 'Refused') return `${called} cannot be used: ${message}`;
  return `${called} cannot be made: Gymnasium says ${name}: ${message}`;
}

/** JSON as Python reads it, which knows infinity. */
function toJson(value: unknown, called: string): string {
  if (typeof value === 'number' && !Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  if (Array.isArray(value)) return `[${value.map((each) => toJson(each, called)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isCall(value as Value) && 'positional' in value) {
    throw new UsageError(
      `${called}: keywords of gymnasium.make are numbers, words, true, false, none and lists of these, given ${String((value as { name?: unknown }).name)}(…)`,
    );
  }
  const parts = Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}:${toJson(each, called)}`);
  return `{${parts.join(',')}}`;
}
