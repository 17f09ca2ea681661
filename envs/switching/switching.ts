import { z } from 'zod';
import type { Value } from '../../src/call-expression.ts';
import { UsageError } from '../../src/errors.ts';
import { describeSettings } from '../../src/settings.ts';
import { observedNumbers } from '../drawings/observed-numbers.ts';
import { defineEnvAround, type InnerEnv } from '../env-entry.ts';
import type { EnvSpec } from '../env-spec.ts';
import type { Announced } from '../task.ts';
import type { TeamTask } from '../team-task.ts';
import { permutationsOfPeriods, settingsOfPeriods } from './periods.ts';

const name = 'switching';

const settings = z.object({
  every: z
    .int()
    .positive()
    .describe('environment steps of a member, over all its copies, from one switch to the next'),
  order: z
    .enum(['cycle', 'random'])
    .default('cycle')
    .describe('settings take their values one after the other, or drawn, each other than the one before'),
  permute: z
    .boolean()
    .default(false)
    .describe('whether each switch puts the numbers of an observation into another order, which is drawn'),
  seed: z.int().min(0).default(0).describe('of what is drawn, the same for all seeds of a study'),
});

/** Periods whose tasks are looked at beforehand; later ones combine the same values. */
const looked = 100;

/**
 * An environment that changes in the course of a training, every so many steps: by other values of its settings, or by another
 * order of what is observed. Until the first switch it is the environment that it wraps, number by number.
 *
 * Steps are those that a member has made in training, over all its copies together. What is drawn follows from `seed` alone,
 * so that all members of a study meet the same tasks at the same steps and can be compared switch by switch. A copy changes with
 * the first episode that begins when a switch is due, as friction does in the reference: an episode has one task, and its
 * return is of that. Evaluations are of the task in which the last step was made.
 *
 * State: the number of the period, then what the environment inside has. That stands last because the count of elapsed steps
 * lies behind it, where tasks that were written for earlier versions read it.
 */
export const switching = defineEnvAround({
  name,
  summary:
    'another environment that changes every so many steps: lists of values for its settings (gravity=[20,5]), or observations in another order',
  source:
    'Dohare et al. 2024, "Loss of plasticity in deep continual learning" (shibhansh/loss-of-plasticity lop/rl at 6169b35: friction changes at the end of an episode)',
  settings,
  settingsAround: (inner) => settings.extend(changeable(inner)),
  drawing: ({ permute }, inner) => (permute ? observedNumbers : inner.drawing()),

  create({ every, order, permute, seed, ...changing }, id, inner) {
    const values = changing as Readonly<Record<string, readonly number[]>>;
    refuseUnfit(inner, permute || Object.keys(values).length > 0);
    const settingsOf = settingsOfPeriods({ values, order, seed });
    const tasks = new Map<string, TeamTask>();
    const home = inner.task();
    const taskWith = (changed: Readonly<Record<string, number>>): TeamTask => {
      const key = JSON.stringify(changed);
      const known = tasks.get(key);
      if (known) return known;
      const made = Object.keys(changed).length === 0 ? home : inner.task(changed);
      refuseOther(home.spec, made.spec, inner.label, changed);
      tasks.set(key, made);
      return made;
    };
    const ofPeriods = new Map<number, TeamTask>();
    const taskOf = (period: number): TeamTask => {
      const known = ofPeriods.get(period);
      if (known) return known;
      const made = taskWith(settingsOf(period));
      ofPeriods.set(period, made);
      return made;
    };
    for (const [setting, list] of Object.entries(values)) {
      for (const value of list) taskWith({ [setting]: value });
    }
    for (let period = 0; period < looked; period++) taskOf(period);

    const { places, ...shared } = home.spec;
    const { low, high } = shared.observationSpace;
    const width = low.length;
    if (permute && width === 1) {
      throw new UsageError(
        `${name}: ${inner.label} shows a single number, so that there is nothing to permute`,
      );
    }
    const orderOf = permute ? permutationsOfPeriods(width, seed) : () => undefined;
    const ordered = new Float32Array(width);
    const specs = [...tasks.values()].map(({ spec }) => spec);

    return {
      spec: {
        ...shared,
        id,
        observationSpace: {
          kind: 'box',
          low: low.map((_, at) => bound(specs, 'low', permute ? undefined : at)),
          high: high.map((_, at) => bound(specs, 'high', permute ? undefined : at)),
        },
        rewardThreshold: common(specs.map(({ rewardThreshold }) => rewardThreshold)),
        success:
          common(specs.map(({ success }) => success)) ??
          (shared.success && 'the goal of the task as it is in that episode'),
        stateLength: 1 + shared.stateLength,
        ...(places && !permute && { places }),
      },

      reset(state, at, stream, lived) {
        const period = Math.floor(lived / every);
        taskOf(period).reset(state, at + 1, stream, lived);
        state[at] = period;
      },

      step(state, at, actions, actionsAt, outcome, elapsed, stream) {
        // Nothing, unless a plugin answers with a promise, which is complained of.
        return taskOf(state[at]!).step(state, at + 1, actions, actionsAt, outcome, elapsed, stream);
      },

      observe(state, at, agent, observations, observationAt) {
        const period = state[at]!;
        taskOf(period).observe(state, at + 1, agent, observations, observationAt);
        const order = orderOf(period);
        if (order === undefined) return;
        for (let i = 0; i < width; i++) ordered[i] = observations[observationAt + order[i]!]!;
        observations.set(ordered, observationAt);
      },

      announce(state, actions, copies) {
        const byTask = new Map<TeamTask, Announced[]>();
        for (const { at, actionsAt } of copies) {
          const task = taskOf(state[at]!);
          byTask.set(task, [...(byTask.get(task) ?? []), { at: at + 1, actionsAt }]);
        }
        for (const [task, own] of byTask) task.announce?.(state, actions, own);
      },

      close() {
        for (const task of tasks.values()) task.close?.();
      },
    };
  },
});

/** Settings of an environment that can switch: those that take a number. The time limit belongs to all periods. */
function changeable(inner: InnerEnv['entry']): Record<string, z.ZodType> {
  const own = describeSettings(inner.settings).filter(
    ({ name: setting, type }) =>
      ['number', 'integer'].includes(type) &&
      setting !== 'max_episode_steps' &&
      !Object.hasOwn(settings.shape, setting),
  );
  return Object.fromEntries(
    own.map(({ name: setting, description }) => {
      const field = inner.settings.shape[setting] as z.ZodType;
      const each = field instanceof z.ZodDefault ? (field.unwrap() as z.ZodType) : field;
      return [setting, z.array(each).min(1).optional().describe(`${description}: what switches make of it`)];
    }),
  );
}

function refuseUnfit(inner: InnerEnv, switches: boolean): void {
  if (inner.entry.wraps === true) {
    throw new UsageError(
      `${name} wraps an environment that stands by itself, given ${inner.label}; name all that changes in one ${name}`,
    );
  }
  if (switches) return;
  const [first] = Object.keys(changeable(inner.entry));
  const example = first === undefined ? '' : `values of a setting (${first}=[…]) or `;
  throw new UsageError(`${name}: nothing of ${inner.label} changes; give ${example}permute=true`);
}

/** What agents, networks and time limits are made for has to stay. */
function refuseOther(
  home: EnvSpec,
  spec: EnvSpec,
  label: string,
  changed: Readonly<Record<string, Value>>,
): void {
  const facts = ({
    agents,
    observationSpace,
    actionSpace,
    maxEpisodeSteps,
    stateLength,
    success,
  }: EnvSpec) => ({
    'the number of agents': agents,
    'how many numbers are observed': observationSpace.low.length,
    'the actions': actionSpace,
    'the time limit': maxEpisodeSteps,
    'the numbers of its state': stateLength,
    'whether there are successes': success !== null,
  });
  const [before, now] = [facts(home), facts(spec)];
  const other = (Object.keys(before) as (keyof typeof before)[]).find(
    (fact) => JSON.stringify(before[fact]) !== JSON.stringify(now[fact]),
  );
  if (other === undefined) return;
  const given = Object.entries(changed).map(([setting, value]) => `${setting}=${value}`);
  throw new UsageError(
    `${name}: ${given.join(', ')} changes ${other} of ${label}, which has to stay; choose settings that leave it alone`,
  );
}

/** The widest bound of a number in any of some tasks, or of any number. */
function bound(specs: readonly EnvSpec[], side: 'low' | 'high', at: number | undefined): number {
  const all = specs.flatMap(({ observationSpace }) =>
    at === undefined ? observationSpace[side] : [observationSpace[side][at]!],
  );
  return side === 'low' ? Math.min(...all) : Math.max(...all);
}

/** What all say, or null. */
function common<T>(values: readonly (T | null)[]): T | null {
  const [first = null] = values;
  return values.every((value) => value === first) ? first : null;
}
