/**
 * The little of protocol buffers that files of ours need: a message is its fields one after the other, each a number and a wire
 * type before a value (https://protobuf.dev/programming-guides/encoding/).
 */
const wireTypes = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** A message of these fields. */
export function message(...fields: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(fields);
}

/** @param value an integer from 0 to 2⁵³ − 1. */
export function varintField(field: number, value: number): Uint8Array {
  return Buffer.from([...tag(field, 'varint'), ...varint(value)]);
}

export function doubleField(field: number, value: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([Buffer.from(tag(field, 'fixed64')), bytes]);
}

/** Rounded to single precision. */
export function floatField(field: number, value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return Buffer.concat([Buffer.from(tag(field, 'fixed32')), bytes]);
}

/** Bytes, a text in UTF-8, or a message within a message. */
export function bytesField(field: number, value: Uint8Array | string): Uint8Array {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  return Buffer.concat([Buffer.from([...tag(field, 'bytes'), ...varint(bytes.length)]), bytes]);
}

function tag(field: number, type: keyof typeof wireTypes): number[] {
  return varint(field * 8 + wireTypes[type]);
}

/** Seven bits a byte, the lowest first. Divisions, because shifts end at 32 bits. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}
