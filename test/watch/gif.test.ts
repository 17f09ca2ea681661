import { expect, test } from 'vitest';
import { gif } from '../../src/watch/gif.ts';
import { lzw } from '../../src/watch/lzw.ts';

/** What a reader of GIF makes of the codes, by the rule of the specification. */
function unpacked(bytes: Uint8Array, bits: number): number[] {
  const [clear, end] = [1 << bits, (1 << bits) + 1];
  const values: number[] = [];
  let table: number[][] = [];
  let [width, at, before] = [bits + 1, 0, undefined as number[] | undefined];
  const begin = (): void => {
    table = Array.from({ length: end + 1 }, (_, value) => [value]);
    width = bits + 1;
    before = undefined;
  };
  begin();
  for (;;) {
    let code = 0;
    for (let bit = 0; bit < width; bit++, at++) code |= ((bytes[at >> 3]! >> (at & 7)) & 1) << bit;
    if (code === end) return values;
    if (code === clear) {
      begin();
      continue;
    }
    const entry = table[code] ?? [...before!, before![0]!];
    values.push(...entry);
    if (before !== undefined && table.length < 4096) table.push([...before, entry[0]!]);
    if (table.length === 1 << width && width < 12) width++;
    before = entry;
  }
}

test.each([
  ['nothing', []],
  ['one value', [7]],
  ['one value again and again', Array(5000).fill(3)],
  [
    'noise that fills the table several times',
    Array.from({ length: 40_000 }, (_, n) => (n * n * 2654435761) & 255),
  ],
  ['noise of three values', Array.from({ length: 9000 }, (_, n) => ((n * n * 40_503) >>> 5) % 3)],
])('what is packed is read again: %s', (_, values) => {
  expect(unpacked(lzw(Uint8Array.from(values), 8), 8)).toEqual(values);
});

test('lengths around every width of a code are read again', () => {
  for (let length = 250; length < 1100; length++) {
    const values = Array.from({ length }, (_, n) => (n * 7919) & 255);
    expect(unpacked(lzw(Uint8Array.from(values), 8), 8)).toEqual(values);
  }
});

test('an animation has a block of control and a picture for each frame, and ends', () => {
  const red = Uint8Array.from([255, 0, 0, 255, 255, 0, 0, 255]);
  const file = gif(2, 1, [
    { pixels: red, duration: 40 },
    { pixels: red, duration: 1500 },
  ]);
  const controls = [...file.keys()].filter((at) => file[at] === 0x21 && file[at + 1] === 0xf9);
  expect(controls.map((at) => file[at + 4]! + 256 * file[at + 5]!)).toEqual([4, 150]);
  expect(file.at(-1)).toBe(0x3b);
});
