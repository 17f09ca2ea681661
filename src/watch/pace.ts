/** Moments that a file shows at most: of longer episodes every second one, every third one, …, and the last. */
const most = 300;

/** Milliseconds from one shown moment to the next. */
const pause = 40;

/** How long the last moment stays, ms. */
const rest = 1500;

/** A moment that is shown, and for how long. */
export interface Shown {
  readonly step: number;
  /** Milliseconds, a multiple of ten. */
  readonly duration: number;
}

/** Which of so many steps are shown, and for how long. */
export function paced(steps: number): Shown[] {
  const stride = Math.max(1, Math.ceil(steps / most));
  const shown: Shown[] = [];
  for (let step = 0; step < steps; step += stride) shown.push({ step, duration: pause });
  return [...shown, { step: steps, duration: rest }];
}
