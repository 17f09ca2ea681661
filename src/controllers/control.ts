import type { Call } from '../call-expression.ts';
import { checkObserver, guardedDiagnostic } from '../diagnostics/check-diagnostic.ts';
import { type Diagnostic, diagnostics, type Measured } from '../diagnostics/index.ts';
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

/** The controllers and diagnostics of a population. Every player has states of its own, and nothing is shared. */
export class Control {
  readonly #diagnostics: readonly Part<Diagnostic>[];
  readonly #controllers: readonly Part<Controller>[];
  readonly #states: SavedControl[];

  /** @throws UsageError for calls that do not fit, and for plugins whose parts are none. */
  constructor(parts: { controllers: readonly Call[]; diagnostics: readonly Call[] }, players: number) {
    const names = [together, ofOptimizer];
    const named = <T>({ name, part }: Made<T>): Part<T> => {
      names.push(name);
      const place = names.filter((other) => other === name).length;
      return { source: place === 1 ? name : `${name} ${place}`, part };
    };
    this.#diagnostics = parts.diagnostics.map((call) => named(madeDiagnostic(call)));
    this.#controllers = parts.controllers.map((call) => named(madeController(call)));
    this.#states = Array.from({ length: players }, () => this.#begin());
  }

  /** What the next update of a player may do. */
  decision(player: number): Decision {
    return joinedDecision(this.#states[player]!.decisions);
  }

  /** Shows an update of a player to its diagnostics, and with what they add to its controllers. */
  observe(player: number, measured: Measured): Measurement[] {
    const before = this.#states[player]!;
    const said = this.#diagnostics.map(({ source, part }, index) => ({
      source,
      ...part.observe(measured, before.diagnostics[index]!),
    }));
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
