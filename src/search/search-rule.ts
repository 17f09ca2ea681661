import type { z } from 'zod';
import type { RegistryEntry } from '../registry.ts';

/** Gives standard normal numbers, one after the other. */
export type Normal = () => number;

/** What was tried, and what came of it. */
export interface Told {
  /** As {@link SearchRule.ask} has returned them. */
  readonly candidates: readonly Float64Array[];
  /** Of each candidate; more is better. */
  readonly fitness: readonly number[];
}

/**
 * A rule that searches without gradients, for parameters of one length: in each generation it says which candidates are to
 * be tried, and is told what they were worth. Pure functions of numbers in double precision; the state is plain data (numbers,
 * typed arrays, lists and objects of them), which nobody changes.
 */
export interface SearchRule<State = unknown> {
  /** How many candidates a generation has. */
  readonly candidates: number;
  /** The state before the first generation. @param start where the search begins. */
  begin(start: Float64Array, normal: Normal): State;
  /** The candidates of the next generation, each of the length of `start`. */
  ask(state: State, normal: Normal): Float64Array[];
  /** The state after a generation. */
  tell(state: State, told: Told, normal: Normal): State;
  /** The parameters that stand for the search so far: they are evaluated, and kept. */
  centre(state: State): Float64Array;
  /** What the next generation is drawn with, to be recorded: `{ sigma: 0.1 }`. */
  report(state: State): Readonly<Record<string, number>>;
}

/** A kind of search rule: its settings, and how a rule is made from them. */
export interface SearchEntry<Settings extends z.ZodObject = z.ZodObject> extends RegistryEntry {
  readonly settings: Settings;
  /** The setting that says how far it looks around, where no setting `lr` does. Undefined for a rule with a learning rate. */
  readonly reach?: string;
  /** What a generation computes, line by line: lines of at most 76 characters that read well in a terminal. */
  readonly equation?: readonly string[];
  /**
   * @param length of the parameters.
   * @throws UsageError if it cannot search among so many.
   */
  create(settings: z.output<Settings>, length: number): SearchRule;
  /** Numbers of double precision that the state of one search needs. */
  memory(length: number, settings: z.output<Settings>): number;
}

/** Ties an entry's settings and state to the types that its functions receive. */
export function defineSearch<Settings extends z.ZodObject, State>(
  entry: Omit<SearchEntry<Settings>, 'create'> & {
    create(settings: z.output<Settings>, length: number): SearchRule<State>;
  },
): SearchEntry {
  return entry as unknown as SearchEntry;
}
