/** A plugin that has registered what it brings. Plain data, kept with the experiment. */
export interface LoadedPlugin {
  /** Absolute. */
  readonly path: string;
  /** SHA-256 of the file, in hexadecimal. What it imports in turn is not part of it. */
  readonly sha256: string;
}
