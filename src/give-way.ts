import { setImmediate } from 'node:timers/promises';

/** Milliseconds after which others get their turn: nobody notices the wait, and nothing is lost by so few turns. */
const longest = 50;
let last = performance.now();

/**
 * Lets the event loop turn if it has not done so for a while. Computing on the CPU never waits for anything: without
 * this, no signal, no message and no timer would get through while it lasts. Nothing that is computed depends on it.
 *
 * @param giveUp ends the work here and now. @throws its reason.
 */
export async function giveWay(giveUp?: AbortSignal): Promise<void> {
  if (performance.now() - last >= longest) {
    await setImmediate();
    last = performance.now();
  }
  giveUp?.throwIfAborted();
}
