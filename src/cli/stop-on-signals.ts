/** Exit codes that shells expect of a process ended by a signal. */
const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

/** A wish to stop, and what the process exits with when it is granted. */
export interface StopWish {
  readonly signal: AbortSignal;
  exitCode(): number;
  /** Gives the signals back. */
  release(): void;
}

/** Takes the first Ctrl-C or SIGTERM for a wish to stop cleanly; the second kills the process as usual. */
export function stopOnSignals(): StopWish {
  const controller = new AbortController();
  let received: keyof typeof exitCodes = 'SIGINT';
  const names = Object.keys(exitCodes) as (keyof typeof exitCodes)[];
  const release = (): void => {
    for (const name of names) process.removeListener(name, onSignal);
  };
  function onSignal(name: NodeJS.Signals): void {
    received = name as keyof typeof exitCodes;
    console.error('rl-bench: stopping after this update; press Ctrl-C again to stop at once');
    controller.abort();
    release();
  }
  for (const name of names) process.on(name, onSignal);
  return { signal: controller.signal, exitCode: () => exitCodes[received], release };
}
