import { closeSync, openSync, writeSync } from 'node:fs';

const batchBytes = 1 << 20;

/** Writes pieces to a file one after the other, holding no more than about a megabyte of them. */
export function writePieces(path: string, pieces: Iterable<Uint8Array | string>): void {
  const file = openSync(path, 'w');
  try {
    let batch: Uint8Array[] = [];
    let waiting = 0;
    const flush = () => {
      writeAll(file, Buffer.concat(batch));
      batch = [];
      waiting = 0;
    };
    for (const piece of pieces) {
      const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
      batch.push(bytes);
      waiting += bytes.length;
      if (waiting >= batchBytes) flush();
    }
    flush();
  } finally {
    closeSync(file);
  }
}

/** A disk that fills up takes a part of what it is given and refuses only the rest. */
function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
}
