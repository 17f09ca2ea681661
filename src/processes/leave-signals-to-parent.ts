/**
 * Ignores the signals that ask to stop. Terminals, `timeout`, systemd and batch systems send them to all processes of a
 * command; whether and when to stop is for the one that started this process to say.
 */
export function leaveSignalsToParent(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
}
