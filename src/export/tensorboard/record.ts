import { UsageError } from '../../errors.ts';
import { crc32c } from './crc32c.ts';

/**
 * A TFRecord frame: the payload between its length (64 bits) and its checksum; the length has a checksum too. All
 * numbers are little endian (https://www.tensorflow.org/tutorials/load_data/tfrecord).
 */
export function tfRecord(payload: Uint8Array): Uint8Array {
  const frame = Buffer.alloc(8 + 4 + payload.length + 4);
  frame.writeBigUInt64LE(BigInt(payload.length), 0);
  frame.writeUInt32LE(masked(crc32c(frame.subarray(0, 8))), 8);
  frame.set(payload, 12);
  frame.writeUInt32LE(masked(crc32c(payload)), 12 + payload.length);
  return frame;
}

/** A checksum of data that hold checksums themselves would be weak, so TFRecord turns and shifts its own. */
function masked(checksum: number): number {
  return (((checksum >>> 15) | (checksum << 17)) + 0xa282ead8) >>> 0;
}

/**
 * The payloads of the frames of a file. One that was not written to its end, the last, is left out.
 *
 * @throws UsageError where a checksum is not that of its bytes.
 */
export function* tfRecords(bytes: Uint8Array): Generator<Uint8Array> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at + 12 <= file.length; ) {
    if (file.readUInt32LE(at + 8) !== masked(crc32c(file.subarray(at, at + 8)))) {
      throw new UsageError(`at byte ${at} there is no record of TensorBoard, or a damaged one`);
    }
    const length = Number(file.readBigUInt64LE(at));
    const end = at + 12 + length;
    if (end + 4 > file.length) return;
    const payload = file.subarray(at + 12, end);
    if (file.readUInt32LE(end) !== masked(crc32c(payload))) {
      throw new UsageError(`the record at byte ${at} is damaged: its checksum is another`);
    }
    yield payload;
    at = end + 4;
  }
}
