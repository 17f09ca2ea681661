import type { Writable } from 'node:stream';
import { RunError } from '../errors.ts';
import { printable } from '../visible-text.ts';

const batchLength = 65_536;
/** A pipe whose other end is closed, and a terminal that is gone. */
const nobodyReads: readonly (string | undefined)[] = ['EPIPE', 'EIO'];

/**
 * Writes text to the standard output, no faster than it is read. A reader who has seen enough (`| head`) ends the
 * writing without complaint.
 *
 * @param exact whether characters that terminals obey are written as they are; else they are spelled out.
 *
 * @throws RunError if the output cannot be written (a file on a full disk), and whatever the text itself throws.
 */
export async function print(
  text: string | Iterable<string>,
  output: Writable = process.stdout,
  { exact = false }: { readonly exact?: boolean } = {},
): Promise<void> {
  // Every failed write is told to its callback and emitted as well; nobody listening would end the process.
  if (!output.listeners('error').includes(ignore)) output.on('error', ignore);
  const pieces = typeof text === 'string' ? [text] : text;
  let batch = '';
  for (const piece of pieces) {
    batch += exact ? piece : printable(piece);
    if (batch.length < batchLength) continue;
    if (!(await write(batch, output))) return;
    batch = '';
  }
  await write(batch, output);
}

/** Writes one batch. False if nobody reads any more. */
function write(batch: string, output: Writable): Promise<boolean> {
  return new Promise((resolve, reject) => {
    output.write(batch, (error: (Error & { code?: string }) | null | undefined) => {
      if (!error) resolve(true);
      else if (nobodyReads.includes(error.code)) resolve(false);
      else reject(new RunError(`cannot write the output: ${error.message}; free some space and try again`));
    });
  });
}

function ignore(): void {}
