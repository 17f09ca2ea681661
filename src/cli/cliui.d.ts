/** The part of cliui that we use; the package brings no types. */
declare module 'cliui' {
  interface Column {
    readonly text: string;
    readonly width?: number;
    /** Top, right, bottom, left. */
    readonly padding?: readonly [number, number, number, number];
  }

  interface Ui {
    /** Adds a row. */
    div(...columns: readonly Column[]): void;
    toString(): string;
  }

  export default function cliui(options: { readonly width: number; readonly wrap: boolean }): Ui;
}
