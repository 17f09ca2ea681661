import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { RunError } from '../errors.ts';

/**
 * Writes text to the standard output, no faster than it is read. A reader who has seen enough (`| head`) ends the
 * writing without complaint.
 *
 * @throws RunError if the output cannot be written (a file on a full disk), and whatever the text itself throws.
 */
export async function print(
  text: string | Iterable<string>,
  output: Writable = process.stdout,
): Promise<void> {
  // The system may report the closed pipe only after the last write was accepted: somebody has to keep listening.
  if (!output.listeners('error').includes(ignore)) output.on('error', ignore);
  try {
    await pipeline(Readable.from(typeof text === 'string' ? [text] : text), output, { end: false });
  } catch (error) {
    const code = error instanceof Error && 'syscall' in error && 'code' in error ? error.code : undefined;
    if (code === undefined) throw error;
    if (code !== 'EPIPE')
      throw new RunError(`cannot write the output: ${code}; free some space and try again`);
  }
}

function ignore(): void {}
