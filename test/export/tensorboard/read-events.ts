import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs';
import { crc32c } from '../../../src/export/tensorboard/crc32c.ts';

/** What events are made of, by the numbers that TensorFlow gives the fields; protobufjs does the reading. */
const schema = protobuf.Root.fromJSON({
  nested: {
    Event: {
      fields: {
        wallTime: { type: 'double', id: 1 },
        step: { type: 'int64', id: 2 },
        fileVersion: { type: 'string', id: 3 },
        summary: { type: 'Summary', id: 5 },
      },
    },
    Summary: { fields: { value: { rule: 'repeated', type: 'Value', id: 1 } } },
    Value: {
      fields: {
        tag: { type: 'string', id: 1 },
        simpleValue: { type: 'float', id: 2 },
        tensor: { type: 'Tensor', id: 8 },
        metadata: { type: 'Metadata', id: 9 },
      },
    },
    Tensor: {
      fields: {
        dtype: { type: 'int32', id: 1 },
        shape: { type: 'Shape', id: 2 },
        stringVal: { rule: 'repeated', type: 'string', id: 8 },
      },
    },
    Shape: { fields: { dim: { rule: 'repeated', type: 'Dim', id: 2 } } },
    Dim: { fields: { size: { type: 'int64', id: 1 } } },
    Metadata: { fields: { pluginData: { type: 'Plugin', id: 1 } } },
    Plugin: { fields: { pluginName: { type: 'string', id: 1 } } },
  },
}).lookupType('Event');

export interface ReadEvent {
  readonly wallTime: number;
  readonly step?: number;
  readonly fileVersion?: string;
  readonly summary?: {
    readonly value: readonly ({ readonly tag: string } & Readonly<Record<string, unknown>>)[];
  };
}

/** The events of a file. @throws Error where a checksum or a length is wrong. */
export function readEvents(path: string): ReadEvent[] {
  const bytes = readFileSync(path);
  const events: ReadEvent[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at));
    check(bytes.subarray(at, at + 8), bytes.readUInt32LE(at + 8));
    const payload = bytes.subarray(at + 12, at + 12 + length);
    check(payload, bytes.readUInt32LE(at + 12 + length));
    events.push(schema.toObject(schema.decode(payload), { longs: Number }) as ReadEvent);
    at += length + 16;
  }
  return events;
}

/** Undoes the mask, the other way round than it is put on. */
function check(bytes: Uint8Array, masked: number): void {
  const turned = (masked - 0xa282ead8) >>> 0;
  const checksum = ((turned >>> 17) | (turned << 15)) >>> 0;
  if (checksum !== crc32c(bytes)) throw new Error('a checksum is wrong');
}
