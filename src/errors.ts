/** Bad usage or bad input. The command line prints the message as one line and exits with code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Something outside our hands failed in the middle of the work (disk full, database locked): exit code 1. */
export class RunError extends Error {
  override readonly name: string = 'RunError';
}

/** Some of what there was to train could not be trained; what could be was. */
export class TrainingFailedError extends RunError {
  /** @param experiment its id in the results file. */
  constructor(
    message: string,
    readonly experiment: number,
  ) {
    super(message);
  }
}

/** A device has gone in the middle of the work. What it was doing can go on from the last checkpoint, there or elsewhere. */
export class DeviceLostError extends RunError {}

/** The results file was emptied under our hands: there is nothing to go on with. */
export class EmptiedError extends RunError {}
