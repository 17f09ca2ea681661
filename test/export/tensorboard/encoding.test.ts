import fc from 'fast-check';
import protobuf from 'protobufjs';
import { describe, expect, test } from 'vitest';
import { crc32c } from '../../../src/export/tensorboard/crc32c.ts';
import { mergeByStep } from '../../../src/export/tensorboard/merge-by-step.ts';
import { bytesField, doubleField, floatField, message, varintField } from '../../../src/protobuf.ts';

describe('crc32c', () => {
  /** RFC 3720, appendix B.4, and the check value of the catalogues. */
  test.each([
    ['32 zeros', new Uint8Array(32), 0x8a9136aa],
    ['32 bytes of ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
    ['ascending', Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
    ['descending', Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
    ['123456789', Buffer.from('123456789'), 0xe3069283],
    ['nothing', new Uint8Array(0), 0],
  ])('of %s', (_, bytes, checksum) => {
    expect(crc32c(bytes)).toBe(checksum);
  });
});

test('protobufjs reads back what our fields write', () => {
  const type = new protobuf.Type('Everything')
    .add(new protobuf.Field('count', 1, 'int64'))
    .add(new protobuf.Field('real', 2, 'double'))
    .add(new protobuf.Field('single', 3, 'float'))
    .add(new protobuf.Field('text', 4, 'string'))
    .add(new protobuf.Field('bytes', 5, 'bytes'));
  new protobuf.Root().add(type);
  const fields = fc.record({
    count: fc.maxSafeNat(),
    real: fc.double(),
    single: fc.float(),
    text: fc.string({ unit: 'binary', maxLength: 400 }),
    bytes: fc.uint8Array({ maxLength: 400 }),
  });
  fc.assert(
    fc.property(fields, ({ count, real, single, text, bytes }) => {
      const written = message(
        varintField(1, count),
        doubleField(2, real),
        floatField(3, single),
        bytesField(4, text),
        bytesField(5, bytes),
      );
      const read = type.toObject(type.decode(written), { longs: Number, bytes: Array, defaults: true });
      expect(read).toEqual({ count, real, single, text, bytes: [...bytes] });
    }),
  );
});

test('merged series are all of them in the order of the steps', () => {
  const series = fc.array(fc.array(fc.nat(50)).map((steps) => steps.sort((a, b) => a - b)));
  fc.assert(
    fc.property(series, (all) => {
      const items = all.map((steps, from) => steps.map((step) => ({ step, from })));
      const sorted = items.flat().sort((a, b) => a.step - b.step || a.from - b.from);
      expect([...mergeByStep(items)]).toEqual(sorted);
    }),
  );
});
