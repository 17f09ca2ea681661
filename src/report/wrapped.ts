import cliui from 'cliui';

/** Text broken between words. */
export function wrapped(text: string, width = 80): string {
  const ui = cliui({ width, wrap: true });
  ui.div({ text });
  return ui.toString();
}
