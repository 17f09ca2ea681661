import { lzw } from './lzw.ts';

/** One picture of an animation. */
export interface GifFrame {
  /** Red, green, blue, alpha of each pixel, row by row. */
  readonly pixels: Uint8Array;
  /** Milliseconds; GIF counts hundredths of a second. */
  readonly duration: number;
}

/** A cube of six steps of each colour, then greys, then the place that stands for transparent. */
const steps = 6;
const firstGrey = steps ** 3;
const transparent = 255;
const greys = transparent - firstGrey;

/** How far apart the parts of a colour may be that counts as grey. */
const nearlyGrey = 20;

/**
 * An animated GIF (GIF89a, CompuServe 1990) that repeats for ever, in a fixed palette: drawings have few flat colours, and
 * what is between them is the soft edge of a line. Pixels as in the picture before are transparent, which compresses well.
 */
export function gif(width: number, height: number, frames: readonly GifFrame[]): Uint8Array {
  const parts: Uint8Array[] = [
    ascii('GIF89a'),
    // A global palette of 256 colours; colour 0 is the ground, pixels are square.
    Uint8Array.of(...short(width), ...short(height), 0xf7, 0, 0),
    palette(),
    Uint8Array.of(0x21, 0xff, 11),
    ascii('NETSCAPE2.0'),
    Uint8Array.of(3, 1, 0, 0, 0),
  ];
  let before: Uint8Array | undefined;
  for (const { pixels, duration } of frames) {
    const indices = indexed(pixels);
    const changed =
      before === undefined
        ? indices
        : indices.map((index, at) => (index === before![at] ? transparent : index));
    // Left in place, with a transparent colour.
    parts.push(Uint8Array.of(0x21, 0xf9, 4, 0x05, ...short(Math.round(duration / 10)), transparent, 0));
    parts.push(Uint8Array.of(0x2c, 0, 0, 0, 0, ...short(width), ...short(height), 0, 8));
    const data = lzw(changed, 8);
    for (let at = 0; at < data.length; at += 255) {
      const block = data.subarray(at, at + 255);
      parts.push(Uint8Array.of(block.length), block);
    }
    parts.push(Uint8Array.of(0));
    before = indices;
  }
  parts.push(Uint8Array.of(0x3b));
  return Buffer.concat(parts);
}

/** A colour of the palette for each pixel: a grey where red, green and blue are nearly the same, else one of the cube. */
function indexed(pixels: Uint8Array): Uint8Array {
  const indices = new Uint8Array(pixels.length / 4);
  for (let at = 0; at < indices.length; at++) {
    const [red, green, blue] = [pixels[4 * at]!, pixels[4 * at + 1]!, pixels[4 * at + 2]!];
    const [least, largest] = [Math.min(red, green, blue), Math.max(red, green, blue)];
    indices[at] =
      largest - least < nearlyGrey
        ? firstGrey + Math.round(((least + largest) / 2 / 255) * (greys - 1))
        : (toStep(red) * steps + toStep(green)) * steps + toStep(blue);
  }
  return indices;
}

function toStep(value: number): number {
  return Math.round((value * (steps - 1)) / 255);
}

function palette(): Uint8Array {
  const colours = new Uint8Array(3 * 256);
  for (let index = 0; index < firstGrey; index++) {
    const parts = [Math.floor(index / steps ** 2), Math.floor(index / steps) % steps, index % steps];
    colours.set(
      parts.map((part) => Math.round((part * 255) / (steps - 1))),
      3 * index,
    );
  }
  for (let grey = 0; grey < greys; grey++) {
    const value = Math.round((grey * 255) / (greys - 1));
    colours.set([value, value, value], 3 * (firstGrey + grey));
  }
  return colours;
}

function short(value: number): [number, number] {
  return [value & 255, value >> 8];
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}
