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
