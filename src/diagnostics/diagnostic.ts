import type { z } from 'zod';
import type { PlainData } from '../plain-data.ts';
import type { RegistryEntry } from '../registry.ts';
import type { LossProbe, OracleName } from './loss-probe.ts';
import type { Measured } from './measured.ts';
import type { Report } from './report.ts';

/**
 * Looks at what the updates of one player measure and reports numbers; it decides nothing. `init` and `observe` are pure: what
 * is remembered between updates is the state, plain data that is saved in checkpoints.
 */
export interface Diagnostic<State extends PlainData = PlainData> {
  init(): State;
  observe(measured: Measured, state: State): { readonly state: State; readonly report: Report };
  /**
   * Asks the loss at the beginning of every N-th update, `--diagnostics-every N`. What a player is answered depends on that
   * player alone, and is `asked` of what `observe` is shown of the update.
   *
   * @returns one a player, in their order.
   */
  ask?(loss: LossProbe): Promise<readonly Report[]>;
}

/** A kind of diagnostic: its settings, and how one is made. */
export interface DiagnosticEntry<Settings extends z.ZodObject = z.ZodObject> extends RegistryEntry {
  readonly settings: Settings;
  /** What it costs, for `rl-bench list`: `98 gradients of a minibatch each time that it asks`. */
  readonly cost?: string;
  /** What it asks of the loss; refused where what is trained cannot say it. */
  readonly needs?: readonly OracleName[];
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
