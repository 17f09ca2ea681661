import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../errors.ts';

/** What is taken where nobody asks for another. */
export const usualVersion = '2.21.0';

/** The oldest whose C headers and library have been seen to work with the binding. */
const oldest = [2, 15] as const;

/** Where TensorFlow is taken from. */
export type TensorflowSource =
  | { readonly kind: 'pip'; readonly version: string }
  /** Wheels on this machine. */
  | { readonly kind: 'wheels'; readonly files: readonly string[] }
  /** A Python that has it. */
  | { readonly kind: 'python'; readonly python: string };

/** Flags of `rl-bench setup tensorflow`. */
export interface SourceFlags {
  readonly version?: string | undefined;
  readonly python?: string | undefined;
  readonly wheels?: readonly string[] | undefined;
}

/** @throws UsageError for flags that do not go together, and for files that are not there. */
export function sourceOf({ version, python, wheels }: SourceFlags): TensorflowSource {
  const given = Object.entries({ '--version': version, '--python': python, '--wheel': wheels });
  const names = given.filter(([, value]) => value !== undefined).map(([name]) => name);
  if (names.length > 1) {
    throw new UsageError(`${names.join(' and ')} do not go together: each says what TensorFlow to take`);
  }
  if (python !== undefined) {
    if (!existsSync(python)) throw new UsageError(`--python: there is no file ${python}`);
    // The link of an environment is not followed: by its own name Python finds its packages.
    return { kind: 'python', python: resolve(python) };
  }
  if (wheels !== undefined) {
    for (const wheel of wheels) {
      if (!statSync(wheel, { throwIfNoEntry: false })?.isFile()) {
        throw new UsageError(`--wheel: there is no file ${wheel}`);
      }
      if (!wheel.endsWith('.whl'))
        throw new UsageError(`--wheel: ${wheel} is no wheel: its name ends otherwise than .whl`);
    }
    return { kind: 'wheels', files: wheels.map((wheel) => resolve(wheel)) };
  }
  const asked = version ?? usualVersion;
  if (!/^\d+\.\d+(\.\d+)?((rc|\.dev)\d+)?$/.test(asked)) {
    throw new UsageError(`--version takes a version of TensorFlow such as ${usualVersion}, not "${asked}"`);
  }
  refuseUnknown(asked, `--version ${asked}`);
  return { kind: 'pip', version: asked };
}

/** @param what has this version, for the message. @throws UsageError for a version that the binding is not known to work with. */
export function refuseUnknown(version: string, what: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major === oldest[0] && minor >= oldest[1]) return;
  throw new UsageError(`${what}: the binding works with TensorFlow 2 from ${oldest.join('.')} on`);
}

/** The source in the words of the flags. */
export function inFlags(source: TensorflowSource): string {
  if (source.kind === 'pip') return `--version ${source.version}`;
  if (source.kind === 'python') return `--python ${source.python}`;
  return `--wheel ${source.files.join(' ')}`;
}
