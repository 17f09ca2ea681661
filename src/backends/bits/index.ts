import { packageVersion } from '../../version.ts';
import { startBackend } from '../index.ts';
import { hostFunctions } from './host-functions.ts';
import { kernels } from './kernels.ts';
import { rounding } from './rounding.ts';

/**
 * What the bits of a training depend on beside its plan, in the spelling of the file, for `bits_json ->> 'kernels'`. Where
 * two of them are equal, a run that one has begun goes on in the other as if nothing had been between.
 */
export interface Bits {
  readonly backend: string;
  /** Of what its kernels put out for fixed numbers. */
  readonly kernels: string;
  /** How it rounds, in words. */
  readonly rounding: string;
  /** Of what the engine's functions of numbers put out. */
  readonly host_functions: string;
  /** Of rl-bench. */
  readonly version: string;
}

const known = new Map<string, Bits>();

/** Finds out what the bits of this process depend on, on a backend, which computes then. It takes some milliseconds, once. */
export async function bitsOn(backend: string): Promise<Bits> {
  await startBackend(backend);
  const before = known.get(backend);
  if (before) return before;
  const found = {
    backend,
    kernels: await kernels(),
    rounding: await rounding(),
    host_functions: hostFunctions(),
    version: packageVersion(),
  };
  known.set(backend, found);
  return found;
}

const words: Readonly<Record<keyof Bits, string>> = {
  backend: 'another backend',
  kernels: 'kernels with other results',
  rounding: 'other rounding',
  host_functions: 'functions of another JavaScript engine',
  version: 'another version of rl-bench',
};

/** In what two of them differ, in words: `kernels with other results`; undefined where they are the same. */
export function differenceOfBits(before: Bits, now: Bits): string | undefined {
  const different = (Object.keys(words) as (keyof Bits)[]).filter((key) => before[key] !== now[key]);
  // Another backend has other kernels as well.
  const [first] = different;
  if (first === undefined) return undefined;
  return first === 'backend' ? words.backend : different.map((key) => words[key]).join(' and ');
}
