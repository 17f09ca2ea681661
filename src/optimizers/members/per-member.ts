import { UsageError } from '../../errors.ts';
import { nowRecording } from '../../tensors/replay/now-recording.ts';
import { type Tensor, tensor } from '../../tensors/tf.ts';
import type { PerMember, StepContext } from '../entry/optimizer.ts';
import { type StepNumbers, sourceOf, stepNumbers } from './step-numbers.ts';

/** A coefficient ready for tensor arithmetic: a number where all members agree, else a tensor `[P, 1, 1]`. */
export type Coefficient = number | Tensor;

/** The counters of one member at one update. */
export interface MemberStep {
  /** 1 at the member's first update. */
  readonly step: number;
  readonly learningRateScale: number;
  readonly progress: number;
  /** 1 at the first update on new experience. */
  readonly stepInRollout: number;
}

/**
 * The coefficients of an update rule, worked out for each member in double precision on the host, as the reference
 * implementations do (`1 - β₁ᵗ`, `η √c₂ / c₁`, …), and rounded once when they meet the tensors.
 *
 * Because a member's coefficients depend on its own settings and counters only, and are rounded the same way whether
 * they travel as a number or as a tensor, a member computes the same bits alone and in company.
 */
export function perMember<Settings, Name extends string>(
  members: readonly Settings[],
  coefficients: (settings: Settings, at: MemberStep) => Record<Name, number>,
): (step: StepContext) => Record<Name, Coefficient> {
  return (context) => {
    const numbers = stepNumbers(context);
    const rows = eachMember(members, numbers, coefficients);
    const names = Object.keys(rows[0]!) as Name[];
    // What is made of settings alone is the same at every step.
    const source = coefficients.length > 1 ? sourceOf(context) : undefined;
    const column = (name: Name): number[] => rows.map((row) => row[name]);
    const values = source
      ? recordedColumns(names, rows.length, (host) => eachMember(members, source(host), coefficients))
      : names.map((name) => coefficientOf(column(name)));
    return Object.fromEntries(names.map((name, index) => [name, values[index]!])) as Record<
      Name,
      Coefficient
    >;
  };
}

/** A number where all members have the same. */
function coefficientOf(column: readonly number[]): Coefficient {
  const [first] = column;
  return column.every((value) => Object.is(value, first))
    ? first!
    : tensor([...column], [column.length, 1, 1]);
}

/** The coefficients of a step that is being recorded: tensors, since members who agree now may differ at another step. */
function recordedColumns<Name extends string>(
  names: readonly Name[],
  members: number,
  rowsAt: (host: unknown) => readonly Record<Name, number>[],
): Tensor[] {
  const recording = nowRecording()!;
  let last: { readonly host: unknown; readonly rows: ReturnType<typeof rowsAt> } | undefined;
  const rowsOf = (host: unknown): ReturnType<typeof rowsAt> => {
    if (last?.host !== host) last = { host, rows: rowsAt(host) };
    return last!.rows;
  };
  return names.map((name) => {
    const read = (host: unknown) => rowsOf(host).map((row) => row[name]);
    return recording.hostTensor(Float32Array.from(read(recording.host)), [members, 1, 1], 'float32', read);
  });
}

/**
 * What `fn` says of each member at an update; once where nothing tells the members apart. Members side by side that share
 * settings and stand at the same step share what is said: a population has several seeds of one optimizer.
 */
export function eachMember<Settings, T>(
  members: readonly Settings[],
  { step, learningRateScale = 1, progress = 0, stepInRollout = step }: StepNumbers,
  fn: (settings: Settings, at: MemberStep) => T,
): T[] {
  const count = Math.max(
    members.length,
    ...[length(step), length(learningRateScale), length(progress), length(stepInRollout)],
  );
  const each: T[] = [];
  let before: { readonly settings: Settings; readonly at: MemberStep } | undefined;
  for (let member = 0; member < count; member++) {
    const settings = members[members.length === 1 ? 0 : member]!;
    const at = {
      step: entryOf(step, member),
      learningRateScale: entryOf(learningRateScale, member),
      progress: entryOf(progress, member),
      stepInRollout: entryOf(stepInRollout, member),
    };
    const isAlike = before !== undefined && settings === before.settings && isSameStep(at, before.at);
    each.push(isAlike ? each[member - 1]! : fn(settings, at));
    before = { settings, at };
  }
  return each;
}

function isSameStep(a: MemberStep, b: MemberStep): boolean {
  return (
    a.step === b.step &&
    a.learningRateScale === b.learningRateScale &&
    a.progress === b.progress &&
    a.stepInRollout === b.stepInRollout
  );
}

/**
 * For which members something holds at an update, one entry each: a step at which a basis is renewed.
 *
 * @param count how many members there are.
 */
export function membersWhere<Settings>(
  members: readonly Settings[],
  holds: (settings: Settings, at: MemberStep) => boolean,
): (step: StepContext, count: number) => boolean[] {
  return (context, count) => {
    const source = sourceOf(context);
    const each = source
      ? nowRecording()!.decide((host) => eachMember(members, source(host), holds))
      : eachMember(members, stepNumbers(context), holds);
    return each.length === 1 ? new Array<boolean>(count).fill(each[0]!) : each;
  };
}

/**
 * An option that decides the shape of the computation and so must be the same for all members.
 *
 * @throws UsageError if members differ.
 */
export function common<Settings, Key extends keyof Settings & string>(
  members: readonly Settings[],
  key: Key,
): Settings[Key] {
  const [first] = members;
  const value = first![key];
  for (const { [key]: other } of members) {
    if (other === value) continue;
    throw new UsageError(
      `members of one population cannot differ in ${key} (given ${String(value)} and ${String(other)}); ` +
        'train them as separate optimizers',
    );
  }
  return value;
}

function length(value: PerMember): number {
  return typeof value === 'object' ? value.length : 1;
}

function entryOf(value: PerMember, member: number): number {
  return typeof value === 'object' ? value[member]! : value;
}
