import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { UsageError } from '../../errors.ts';

/** Digits of a SHA-256 that stand in the name of a task: no two sets of files agree in them by accident. */
const digits = 16;

/** Larger files are none of these data sets, compressed or not. */
const mostBytes = 256 * 2 ** 20;

/** The settings of a task whose data the user has. */
export const pathSettings = (what: string) => ({
  path: z.string().min(1).nullable().default(null).describe(what),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .nullable()
    .default(null)
    .describe(
      `first ${digits} digits of the SHA-256 of the hashes of what is read: rl-bench finds them out, and insists on them where they are given`,
    ),
});

/** What {@link pathSettings} make of a choice. */
export interface PathChoice {
  readonly path: string | null;
  readonly sha256: string | null;
}

/**
 * The digits that tell the user's data from all other: they go with the name of the task into the results file, to workers, and
 * to those who resume or verify.
 *
 * @param read the files at a path, as they are.
 * @throws UsageError where they cannot be read, or are others than before.
 */
export function pinData(task: string, read: (path: string) => readonly Uint8Array[]) {
  return ({ path, sha256 }: PathChoice): { readonly sha256: string } | Record<string, never> => {
    if (path === null) return {};
    const hash = createHash('sha256');
    for (const bytes of read(path)) hash.update(hashOf(bytes));
    const found = hash.digest('hex').slice(0, digits);
    if (sha256 === null || sha256 === found) return { sha256: found };
    throw new UsageError(
      `the files of ${task} at ${JSON.stringify(path)} have changed: their SHA-256 begins with ${found}, and that of those asked for with ${sha256}`,
    );
  };
}

/** A choice is made again and again, of the same bytes. */
const hashes = new WeakMap<Uint8Array, string>();

function hashOf(bytes: Uint8Array): string {
  const hash = hashes.get(bytes) ?? createHash('sha256').update(bytes).digest('hex');
  hashes.set(bytes, hash);
  return hash;
}

/** The file that was read last at each path, and what told it from others. */
const known = new Map<string, { readonly stamp: string; readonly bytes: Uint8Array }>();

/** A file of data, unpacked where its name ends in `.gz`. @throws UsageError that says in one line what is wrong with it. */
export function readDataFile(path: string): Uint8Array {
  try {
    const found = statSync(path);
    if (!found.isFile()) throw refusedData(path, 'it is no file');
    if (found.size > mostBytes) throw refusedData(path, 'it is larger than 256 MiB');
    const stamp = `${found.dev}/${found.ino}/${found.size}/${found.mtimeMs}`;
    const last = known.get(path);
    if (last?.stamp === stamp) return last.bytes;
    const packed = readFileSync(path);
    const bytes = path.endsWith('.gz') ? gunzipSync(packed, { maxOutputLength: mostBytes }) : packed;
    known.set(path, { stamp, bytes });
    return bytes;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw refusedData(path, 'there is no such file');
    if (code === 'ERR_BUFFER_TOO_LARGE') throw refusedData(path, 'it unpacks to more than 256 MiB');
    if (code?.startsWith('Z_')) throw refusedData(path, 'it is no whole gzip file');
    throw refusedData(path, String(code));
  }
}

/** The first of some names that a folder has a file of, as a path; the first name where it has none. */
export function fileNamed(folder: string, names: readonly string[]): string {
  const paths = names.map((name) => join(folder, name));
  return paths.find((path) => statSync(path, { throwIfNoEntry: false })?.isFile()) ?? paths[0]!;
}

export function refusedData(path: string, why: string): UsageError {
  return new UsageError(`data ${JSON.stringify(path)} cannot be read: ${why}`);
}

/** For a task that nobody has named the data of. */
export function withoutData(task: string, what: string): UsageError {
  return new UsageError(
    `${task} is nothing without its data, and rl-bench brings none; name ${what}: "${task}(path=…)"`,
  );
}
