import { UsageError } from '../errors.ts';

/** An error that names its file already. */
class FileError extends UsageError {}

/** Does something with a file. @throws UsageError that names it, or the file within it that was at fault. */
export function about<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof FileError || !(error instanceof UsageError)) throw error;
    throw new FileError(`${JSON.stringify(path)} cannot be imported: ${error.message}`);
  }
}

/** A whole number from 0 to 2⁵³ − 1. @param called what it is, for the message. @throws UsageError for any other. */
export function wholeNumber(value: number, called: string): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new UsageError(`${called} is ${value}, which is no whole number from 0 on`);
}

const words: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Infinity,
  infinity: Infinity,
  '-inf': -Infinity,
  '-infinity': -Infinity,
};

/** A number as programs print it, NaN and infinities among them; undefined for any other text. */
export function numberIn(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)) return Number(trimmed);
  return words[trimmed.toLowerCase()];
}
