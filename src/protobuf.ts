import { UsageError } from './errors.ts';

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

/** A field of a message as it was read. */
export interface Field {
  readonly number: number;
  readonly type: keyof typeof wireTypes;
  /** Of a varint; else 0. From 2⁵³ on it is rounded. */
  readonly value: number;
  /** Of all others. */
  readonly bytes: Uint8Array;
}

const none = new Uint8Array();

/** The fields of a message in the order in which they stand. @throws UsageError for bytes that are no message. */
export function fieldsOf(bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const next = (): number => {
    let [value, scale] = [0, 1];
    for (let count = 0; count < 10; count++, scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) break;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    throw new UsageError('a message in it ends within a number');
  };
  const take = (length: number): Uint8Array => {
    if (length > bytes.length - at) throw new UsageError('a message in it ends within a field');
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const head = next();
    const number = Math.floor(head / 8);
    const [type] = Object.entries(wireTypes).find(([, code]) => code === head % 8) ?? [];
    if (type === 'varint') fields.push({ number, type, value: next(), bytes: none });
    else if (type === 'bytes') fields.push({ number, type, value: 0, bytes: take(next()) });
    else if (type === 'fixed32' || type === 'fixed64')
      fields.push({ number, type, value: 0, bytes: take(type === 'fixed32' ? 4 : 8) });
    else throw new UsageError(`a message in it has a field of the unknown kind ${head % 8}`);
  }
  return fields;
}
