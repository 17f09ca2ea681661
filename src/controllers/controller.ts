import type { z } from 'zod';
import type { Measured, Report } from '../diagnostics/index.ts';
import type { PlainData } from '../plain-data.ts';
import type { RegistryEntry } from '../registry.ts';

/** What a controller lets the next update do. What it leaves out stays as the plan has it. */
export interface Decision {
  /** Multiplies the learning rate, on top of every schedule; ≥ 0. */
  readonly learningRateFactor?: number;
  /** The same for the parameters of the actor alone, and of the critic alone. */
  readonly actorLearningRateFactor?: number;
  readonly criticLearningRateFactor?: number;
  /** Passes over the experience; a whole number ≥ 1. */
  readonly updateEpochs?: number;
  /** Parts that each pass is split into; a whole number ≥ 1. */
  readonly numMinibatches?: number;
  /** How far the policy may move; > 0. */
  readonly clipRange?: number;
  /**
   * Samples to learn from, rounded down to whole minibatches, of which there is one at least; a whole number ≥ 1. Of an
   * agent in an environment: episodes, or segments of a roll-out, rounded up to whole ones of every environment.
   */
  readonly samples?: number;
}

export type DecisionName = keyof Decision;

/** What a controller says after an update, or before the first one. */
export interface ControllerAnswer<State extends PlainData = PlainData> {
  /** Handed over with the next update. Plain data: it is saved in checkpoints. */
  readonly state: State;
  readonly decision?: Decision;
  /** Numbers to be recorded beside the decision. */
  readonly report?: Report;
}

/**
 * Closes the loop from what an update of one player measured to what its next one may do. Both functions are pure, and a
 * decision holds for one update: one that is to last is given again.
 */
export interface Controller<State extends PlainData = PlainData> {
  init(): ControllerAnswer<State>;
  observe(measured: Measured, state: State): ControllerAnswer<State>;
}

/** A kind of controller: its settings, what it may decide, and how one is made. */
export interface ControllerEntry<Settings extends z.ZodObject = z.ZodObject> extends RegistryEntry {
  readonly settings: Settings;
  /** All that its decisions may contain; what is trained must be able to follow. */
  readonly decides: readonly DecisionName[];
  /** Diagnostics that it cannot do without: they are there with it, and ask the loss at every update. */
  brings?(settings: z.output<Settings>): readonly string[];
  /** The most that it will ever decide, where that takes memory. */
  most?(settings: z.output<Settings>): Decision;
  /** Quantities that it cannot do without: it is refused where nobody measures them. */
  observes?(settings: z.output<Settings>): readonly string[];
  create(settings: z.output<Settings>): Controller;
}

/** Ties an entry's settings to the type that its `create` receives. */
export function defineController<Settings extends z.ZodObject, State extends PlainData>(
  entry: Omit<ControllerEntry<Settings>, 'create'> & {
    create(settings: z.output<Settings>): Controller<State>;
  },
): ControllerEntry {
  return entry as unknown as ControllerEntry;
}
