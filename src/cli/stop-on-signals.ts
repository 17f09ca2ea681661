import { hasTerminal } from './has-terminal.ts';

/** Exit codes that shells expect of a process ended by a signal. */
const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
type StopSignal = keyof typeof exitCodes;

/**
 * Milliseconds within which signals are one wish. `timeout` sends its signal to the process and to the group that it is
 * in, and npx passes on the Ctrl-C that the terminal has sent already.
 */
const sameWish = 250;

/** A wish to stop, and what the process exits with when it is granted. */
export interface StopWish {
  readonly signal: AbortSignal;
  /** Takes the signals from now on. Until then they end the process, as they do by default. */
  listen(): void;
  exitCode(): number;
  /** Gives the signals back. */
  release(): void;
}

/**
 * Takes the first Ctrl-C or SIGTERM for a wish to stop cleanly, and so the SIGHUP of a terminal that is closed. The second
 * ends this process at once, and its children with it.
 *
 * @param say tells the user what happens.
 * @param how what the first signal makes of the work in hand.
 */
export function stopOnSignals(
  say: (line: string) => void = console.error,
  how = 'stopping after this update; press Ctrl-C again to stop at once',
): StopWish {
  const controller = new AbortController();
  const names: StopSignal[] = ['SIGINT', 'SIGTERM', ...(hasTerminal() ? (['SIGHUP'] as const) : [])];
  let received: StopSignal = 'SIGINT';
  let wished: number | undefined;
  // It stays until it is released: other packages listen as well, and end the process if they find themselves alone.
  const onSignal = (name: StopSignal): void => {
    if (wished === undefined) {
      wished = performance.now();
      received = name;
      say(`rl-bench: ${how}`);
      controller.abort();
    } else if (performance.now() - wished > sameWish) {
      say('rl-bench: stopped at once');
      process.exit(exitCodes[name]);
    }
  };
  const release = (): void => {
    for (const name of names) process.removeListener(name, onSignal);
  };
  return {
    signal: controller.signal,
    listen() {
      release();
      for (const name of names) process.on(name, onSignal);
    },
    exitCode: () => exitCodes[received],
    release,
  };
}
