import { UsageError } from '../errors.ts';
import { checkFields, type FieldRules, functions, isFlag, isObject } from '../field-rules.ts';
import type { RandomStream } from '../random.ts';
import { recordedTables, recordFault, type TrainingRecord } from '../results/index.ts';
import { showValue } from '../show-value.ts';
import { checkTensor } from '../tensors/check-tensor.ts';
import type { MemberRow } from '../tensors/member-rows.ts';
import type {
  Evaluated,
  Experience,
  Minibatch,
  MinibatchStep,
  UpdateReport,
  Workload,
} from '../training/workload.ts';
import { checkWorkload } from './check-workload.ts';
import type { PreparedWorkload } from './workload-entry.ts';

/** The same, whose workload looks at every answer: a wrong one is named where it is given, not where it does harm. */
export function guardedPrepared(made: PreparedWorkload, players: number, called: string): PreparedWorkload {
  const { parameters, updatesInAll, samplesOfUpdate, symbolsOfSample } = made;
  const { measures, follows, offers, footprint } = made;
  return {
    ...{ parameters, updatesInAll, footprint },
    ...(samplesOfUpdate !== undefined && { samplesOfUpdate }),
    ...(symbolsOfSample !== undefined && { symbolsOfSample }),
    ...(measures !== undefined && { measures }),
    ...(follows !== undefined && { follows }),
    ...(offers !== undefined && { offers }),
    createWorkload() {
      const workload: unknown = made.createWorkload();
      checkWorkload(workload, made, called);
      return guardedWorkload(workload, players, called);
    },
  };
}

function guardedWorkload(made: Workload, players: number, called: string): Workload {
  const { agents, layout, schedule, lossTerms, gradientStatistics } = made;
  const vector = [players, 1, layout.length];

  const guardedMinibatch = (given: unknown): Minibatch => {
    const minibatch = checked<Minibatch>(given, functions('gradient'), `what load of ${called} returns`);
    return {
      ...minibatch,
      gradient(at) {
        const what = `gradient of ${called} returns`;
        const found = checked<ReturnType<Minibatch['gradient']>>(minibatch.gradient(at), {}, `what ${what}`);
        checkTensor(found.gradient, vector, `gradient that ${what}`);
        if (lossTerms.length > 0) checkTensor(found.terms, [players, lossTerms.length], `terms that ${what}`);
        if (found.total !== undefined) checkTensor(found.total, [players], `total that ${what}`);
        return found;
      },
    };
  };

  const guardedReport = (given: unknown): UpdateReport => {
    const what = `what report of ${called} returns`;
    const { losses, health, records } = checked<UpdateReport>(given, report, what);
    checked(health, ofHealth, `the health in ${what}`);
    return {
      losses,
      health,
      records: (heading) => checkedRecords(records(heading), heading.member + 1, what),
    };
  };

  const guardedExperience = (given: unknown): Experience => {
    const what = `what next of ${called} returns`;
    const own = checked<Experience>(given, experience, what);
    return {
      ...own,
      records: checkedRecords(own.records, players, what),
      faults: checkedList(own.faults, players, isFault, `null or a text a player as faults in ${what}`),
      *pass(passing) {
        for (const step of own.pass(passing)) {
          const handedOut = `what pass of ${called} hands out`;
          const {
            load,
            players: taking,
            keepers,
            stepped,
            varying,
          } = checked<MinibatchStep>(step, functions('load'), handedOut);
          checkedList(taking, players, isFlag, `true or false a player as players in ${handedOut}`);
          yield {
            players: taking,
            load: (sent) => guardedMinibatch(load(sent)),
            ...(keepers && { keepers }),
            ...(stepped && { stepped }),
            ...(varying && { varying }),
          };
        }
      },
      passed: async () => own.passed?.(),
      report: (player, terms) => guardedReport(own.report(player, terms)),
      dispose: () => own.dispose(),
    };
  };

  return {
    ...{ agents, layout, schedule, lossTerms, gradientStatistics },
    start() {
      const values: unknown = made.start();
      checkTensor(values, vector, `starting values that start of ${called} returns`);
      return values;
    },
    ...(made.fresh && {
      fresh(stream: RandomStream) {
        const values: unknown = made.fresh!(stream);
        if (values instanceof Float32Array && values.length === layout.length) return values;
        throw new UsageError(
          `fresh of ${called} must return a Float32Array of ${layout.length} numbers, given ${showValue(values)}`,
        );
      },
    }),
    progress: (player, updates) => checkedAmount(made.progress(player, updates), `progress of ${called}`),
    steps: (player) => checkedAmount(made.steps(player), `steps of ${called}`),
    next: async (request, schedules) => guardedExperience(await made.next(request, schedules)),
    async evaluate(request, last) {
      const what = `what evaluate of ${called} returns`;
      const words = `{ fault, records } or null a player in ${what}`;
      const found = checkedList<Evaluated | null>(
        await made.evaluate(request, last),
        players,
        isEvaluated,
        words,
      );
      return found.map(
        (own) =>
          own && {
            fault: own.fault,
            records: (heading) => checkedRecords(own.records(heading), heading.member + 1, what),
          },
      );
    },
    ...(made.keep && {
      keep(player: number, parameters: MemberRow) {
        const file: unknown = made.keep!(player, parameters);
        if (file instanceof Uint8Array) return file;
        throw new UsageError(
          `keep of ${called} must return a Uint8Array, the bytes of a .safetensors file; given ${showValue(file)}`,
        );
      },
    }),
    async save() {
      const words = `plain data (typed arrays included) a player in what save of ${called} returns`;
      return checkedList(await made.save(), players, canBeSaved, words);
    },
    restore: (saved) => made.restore(saved),
    dispose: () => made.dispose(),
  };
}

const isFault = (value: unknown): boolean => value === null || typeof value === 'string';
const isEvaluated = (value: unknown): boolean =>
  value === null || (isObject(value) && isFault(value.fault) && typeof value.records === 'function');

const experience: FieldRules = functions('pass', 'report', 'dispose');

/** Losses of the table of updates, which a record of an update has beside what the loop knows. */
const losses = [
  'policyLoss',
  'valueLoss',
  'entropy',
  'approxKl',
  'clipFraction',
  'explainedVariance',
] as const;

const areLosses = (value: unknown): boolean =>
  isObject(value) &&
  typeof value.policyLoss === 'number' &&
  losses.every((key) => value[key] === null || typeof value[key] === 'number');

const report: FieldRules = {
  losses: [areLosses, `{ ${losses.join(', ')} }, a number and five that may be null`],
  ...functions('records'),
};

const areNamed = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.every((each) => isObject(each) && typeof each.name === 'string' && typeof each.value === 'number');

const ofHealth: FieldRules = {
  losses: [areNamed, 'a list of { name, value }'],
  largest: [(value) => typeof value === 'number', 'a number'],
};

/** What a workload may report; updates, gradients and checkpoints are the loop's to tell of. */
const reported = recordedTables.filter(({ kind }) => !['update', 'gradient', 'checkpoint'].includes(kind));

function checkedRecords(given: unknown, players: number, what: string): readonly TrainingRecord[] {
  if (!Array.isArray(given)) {
    throw new UsageError(`the records in ${what} must be a list; given ${showValue(given)}`);
  }
  for (const record of given) {
    const fault = recordFault(record, reported);
    if (fault !== null) throw new UsageError(`a record in ${what} ${fault}`);
    const { member } = record as TrainingRecord;
    if (Number.isSafeInteger(member) && member >= 0 && member < players) continue;
    throw new UsageError(
      `a record in ${what} must have the member that it is asked of; given ${showValue(member)}`,
    );
  }
  return given;
}

function checked<T>(given: unknown, rules: FieldRules, what: string): T {
  if (!isObject(given)) throw new UsageError(`${what} must be an object; given ${showValue(given)}`);
  checkFields(given, rules, '', what);
  return given as T;
}

function checkedList<T>(
  given: unknown,
  players: number,
  right: (value: unknown) => boolean,
  words: string,
): readonly T[] {
  if (Array.isArray(given) && given.length === players && given.every(right)) return given;
  throw new UsageError(`there must be ${words}, ${players} in all; given ${showValue(given)}`);
}

function checkedAmount(given: unknown, what: string): number {
  if (typeof given === 'number' && given >= 0) return given;
  throw new UsageError(`${what} must return a number ≥ 0; given ${showValue(given)}`);
}

/** True for what a checkpoint keeps as it is. */
function canBeSaved(value: unknown): boolean {
  if (value === null || ArrayBuffer.isView(value)) return true;
  if (typeof value !== 'object') return ['boolean', 'number', 'string'].includes(typeof value);
  const isPlain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  return isPlain && Object.values(value).every(canBeSaved);
}
