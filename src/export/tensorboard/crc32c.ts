/** The Castagnoli polynomial, its bits reversed (RFC 3720, section 12.1). */
const polynomial = 0x82f63b78;

/** What each value of a byte does to the remainder. */
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? polynomial : 0);
  return remainder;
});

/** The CRC-32C checksum of some bytes, an unsigned 32-bit integer. */
export function crc32c(bytes: Uint8Array): number {
  let remainder = ~0;
  for (const byte of bytes) remainder = (remainder >>> 8) ^ table[(remainder ^ byte) & 0xff]!;
  return ~remainder >>> 0;
}
