import { inflateRawSync } from 'node:zlib';
import { UsageError } from '../../errors.ts';

/** What a file may hold when it is unpacked. */
const mostBytes = 256 * 2 ** 20;

/** The files of a ZIP archive by their names, stored or deflated (APPNOTE 6.3.10). @throws UsageError */
export function filesInZip(bytes: Uint8Array): ReadonlyMap<string, Uint8Array> {
  try {
    return filesIn(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError('it is a damaged archive');
  }
}

function filesIn(file: Buffer): Map<string, Uint8Array> {
  const end = file.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0) throw new UsageError('it is no archive of NumPy, or is cut off');
  const count = file.readUInt16LE(end + 10);
  let at = file.readUInt32LE(end + 16);
  const files = new Map<string, Uint8Array>();
  for (let index = 0; index < count; index++) {
    if (file.readUInt32LE(at) !== 0x02014b50) throw new UsageError('the list of its files is damaged');
    const method = file.readUInt16LE(at + 10);
    const [packed, size, nameLength] = [
      file.readUInt32LE(at + 20),
      file.readUInt32LE(at + 24),
      file.readUInt16LE(at + 28),
    ];
    const name = file.toString('utf8', at + 46, at + 46 + nameLength);
    const local = file.readUInt32LE(at + 42);
    const start = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
    if (start + packed > file.length || size > mostBytes)
      throw new UsageError(`its file ${name} is cut off or too large`);
    const content = file.subarray(start, start + packed);
    if (method !== 0 && method !== 8)
      throw new UsageError(`its file ${name} is packed in a way that is not known`);
    const unpacked = method === 0 ? content : inflateRawSync(content, { maxOutputLength: mostBytes });
    if (unpacked.length !== size)
      throw new UsageError(`its file ${name} has another size than it should have`);
    files.set(name, unpacked);
    at += 46 + nameLength + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
  }
  return files;
}
