import type { z } from 'zod';
import type { PlainData } from '../plain-data.ts';
import type { RegistryEntry } from '../registry.ts';
import type { Measured } from './measured.ts';

/** Numbers by name, to be recorded as rows of `measurements`: `{ ratio: 0.001 }`. */
export type Report = { readonly [quantity: string]: number };

/**
 * Looks at what the updates of one player measure and reports numbers; it decides nothing. Both functions are pure: what
 * is remembered between updates is the state, plain data that is saved in checkpoints.
 */
export interface Diagnostic<State extends PlainData = PlainData> {
  init(): State;
  observe(measured: Measured, state: State): { readonly state: State; readonly report: Report };
}

/** A kind of diagnostic: its settings, and how one is made. */
export interface DiagnosticEntry<Settings extends z.ZodObject = z.ZodObject> extends RegistryEntry {
  readonly settings: Settings;
  create(settings: z.output<Settings>): Diagnostic;
}

/** Ties an entry's settings to the type that its `create` receives. */
export function defineDiagnostic<Settings extends z.ZodObject, State extends PlainData>(
  entry: Omit<DiagnosticEntry<Settings>, 'create'> & {
    create(settings: z.output<Settings>): Diagnostic<State>;
  },
): DiagnosticEntry {
  return entry as unknown as DiagnosticEntry;
}
