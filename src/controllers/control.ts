import { type Call, parseCall } from '../call-expression.ts';
import { checkObserver, guardedDiagnostic } from '../diagnostics/check-diagnostic.ts';
import {
  type Diagnostic,
  diagnostics,
  type LossProbe,
  type Measured,
  type Report,
} from '../diagnostics/index.ts';
import type { PlainData } from '../plain-data.ts';
import { checkDecides, guardedController } from './check-controller.ts';
import type { Controller, Decision } from './controller.ts';
import { decidedQuantities, joinedDecision } from './decision.ts';
import { controllers } from './index.ts';

/** One number that somebody has to say about an update of a player. */
export interface Measurement {
  /**
   * Who says it: `kl_adaptive`, `update_ratio`, with a number where one of a name is not the first; `controllers` for all
   * of them together, `optimizer`.
   */
  readonly source: string;
  readonly quantity: string;
  readonly value: number;
}

/** What the controllers and diagnostics of one player remember. Plain data. */
export interface SavedControl {
  readonly diagnostics: readonly PlainData[];
  readonly controllers: readonly PlainData[];
  /** Of each controller, for the next update. */
  readonly decisions: readonly Decision[];
}

/** What all controllers together let an update do is recorded under this name, beside what each has decided for the next. */
const together = 'controllers';
/** What the optimizer has to say of itself. */
export const ofOptimizer = 'optimizer';

interface Part<T> {
  readonly source: string;
  readonly part: T;
}

/** What takes part in a training beside the optimizer. */
export interface ControlCalls {
  readonly controllers: readonly Call[];
  readonly diagnostics: readonly Call[];
  /** The diagnostics ask the loss once in so many updates; every time where it is left out. */
  readonly diagnosticsEvery?: number | undefined;
}

/** What the controllers cannot do without, as the registry calls it. */
function needed({ controllers: calls }: ControlCalls): string[] {
  return calls.flatMap((call) => {
    const { entry, settings } = controllers.resolve(call);
    return entry.brings?.(settings) ?? [];
  });
}

function nameOf(call: Call): string {
  return diagnostics.resolve(call).entry.name;
}

function isBrought(call: Call, parts: ControlCalls): boolean {
  return needed(parts).includes(nameOf(call));
}

/** Diagnostics that controllers bring and nobody has named. */
export function broughtDiagnostics(parts: ControlCalls): Call[] {
  const named = parts.diagnostics.map(nameOf);
  return [...new Set(needed(parts))].filter((name) => !named.includes(name)).map((name) => parseCall(name));
}

/** A diagnostic, and how many updates lie between those at whose beginning it asks the loss. */
interface WatchingPart extends Part<Diagnostic> {
  readonly every: number;
}

/** The controllers and diagnostics of a population. Every player has states of its own, and nothing is shared. */
export class Control {
  readonly #diagnostics: readonly WatchingPart[];
  readonly #controllers: readonly Part<Controller>[];
  readonly #states: SavedControl[];
  /** Of each player, what the loss has answered each diagnostic in the update under way. */
  readonly #answers: (readonly (Report | undefined)[])[];

  /** @throws UsageError for calls that do not fit, and for plugins whose parts are none. */
  constructor(parts: ControlCalls, players: number) {
    const names = [together, ofOptimizer];
    const named = <T>({ name, part }: Made<T>): Part<T> => {
      names.push(name);
      const place = names.filter((other) => other === name).length;
      return { source: place === 1 ? name : `${name} ${place}`, part };
    };
    const { diagnosticsEvery = 1 } = parts;
    const watching = (call: Call, every: number) => ({ ...named(madeDiagnostic(call)), every });
    this.#diagnostics = [
      ...parts.diagnostics.map((call) => watching(call, isBrought(call, parts) ? 1 : diagnosticsEvery)),
      ...broughtDiagnostics(parts).map((call) => watching(call, 1)),
    ];
    this.#controllers = parts.controllers.map((call) => named(madeController(call)));
    this.#states = Array.from({ length: players }, () => this.#begin());
    this.#answers = this.#states.map(() => []);
  }

  /** What the next update of a player may do. */
  decision(player: number): Decision {
    return joinedDecision(this.#states[player]!.decisions);
  }

  /**
   * Whether a diagnostic asks the loss at the next update.
   *
   * @param updates that each player has made; null for those that make no more.
   */
  asks(updates: readonly (number | null)[]): boolean {
    return this.#diagnostics.some((each) => updates.some((made) => isDue(each, made)));
  }

  /** Lets the diagnostics ask the loss, for {@link observe} of the same update. @param updates as {@link asks} takes them. */
  async ask(loss: LossProbe, updates: readonly (number | null)[]): Promise<void> {
    const answers: (readonly Report[] | undefined)[] = [];
    for (const each of this.#diagnostics) {
      const isAsking = updates.some((made) => isDue(each, made));
      answers.push(isAsking ? await each.part.ask!(loss) : undefined);
    }
    for (const [player, made] of updates.entries()) {
      this.#answers[player] = this.#diagnostics.map((each, index) =>
        isDue(each, made) ? answers[index]?.[player] : undefined,
      );
    }
  }

  /** Shows an update of a player to its diagnostics, and with what they add to its controllers. */
  observe(player: number, measured: Measured): Measurement[] {
    const before = this.#states[player]!;
    const said = this.#diagnostics.map(({ source, part }, index) => {
      const asked = this.#answers[player]![index];
      const shown = asked ? { ...measured, asked } : measured;
      return { source, ...part.observe(shown, before.diagnostics[index]!) };
    });
    this.#answers[player] = [];
    const added = said.flatMap(({ source, report }) =>
      Object.entries(report).map(([quantity, value]) => [`${source}.${quantity}`, value] as const),
    );
    const all: Measured =
      added.length === 0
        ? measured
        : { ...measured, quantities: { ...measured.quantities, ...Object.fromEntries(added) } };
    const answers = this.#controllers.map(({ source, part }, index) => ({
      source,
      ...part.observe(all, before.controllers[index]!),
    }));
    this.#states[player] = {
      diagnostics: said.map(({ state }) => state),
      controllers: answers.map(({ state }) => state),
      decisions: answers.map(({ decision = {} }) => decision),
    };
    const rows = (source: string, numbers: readonly (readonly [string, number])[]): Measurement[] =>
      numbers.map(([quantity, value]) => ({ source, quantity, value }));
    return [
      ...rows(together, decidedQuantities(joinedDecision(before.decisions))),
      ...said.flatMap(({ source, report }) => rows(source, Object.entries(report))),
      ...answers.flatMap(({ source, decision = {}, report = {} }) =>
        rows(source, [...decidedQuantities(decision), ...Object.entries(report)]),
      ),
    ];
  }

  save(player: number): SavedControl {
    return this.#states[player]!;
  }

  /** @param saved undefined for a player that begins. */
  restore(player: number, saved: SavedControl | undefined): void {
    if (saved !== undefined) this.#states[player] = saved;
  }

  #begin(): SavedControl {
    const answers = this.#controllers.map(({ part }) => part.init());
    return {
      diagnostics: this.#diagnostics.map(({ part }) => part.init()),
      controllers: answers.map(({ state }) => state),
      decisions: answers.map(({ decision = {} }) => decision),
    };
  }
}

/** The first update, and every so many after it. */
function isDue({ part, every }: WatchingPart, updates: number | null): boolean {
  return part.ask !== undefined && updates !== null && updates % every === 0;
}

interface Made<T> {
  readonly name: string;
  readonly part: T;
}

function madeDiagnostic(call: Call): Made<Diagnostic> {
  const { entry, settings } = diagnostics.resolve(call);
  const called = diagnostics.called(entry);
  const made: unknown = entry.create(settings);
  checkObserver(made, called);
  const part = diagnostics.isPlugins(entry) ? guardedDiagnostic(made, called) : made;
  return { name: entry.name, part };
}

function madeController(call: Call): Made<Controller> {
  const { entry, settings } = controllers.resolve(call);
  const called = controllers.called(entry);
  checkDecides(entry, called);
  const made: unknown = entry.create(settings);
  checkObserver<Controller>(made, called);
  return {
    name: entry.name,
    part: controllers.isPlugins(entry) ? guardedController(made, entry.decides, called) : made,
  };
}
