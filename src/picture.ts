/** A picture, as numbers: row after row, the channels of a place together. */
export interface Picture {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Numbers of a picture. */
export function pictureLength({ height, width, channels }: Picture): number {
  return height * width * channels;
}
