import { UsageError } from '../src/errors.ts';
import { Registry, type Resolved } from '../src/registry.ts';
import { absentEnvironments } from './absent.ts';
import { acrobot } from './acrobot.ts';
import { bandit } from './bsuite/bandit.ts';
import { cartpoleSwingup } from './bsuite/cartpole-swingup.ts';
import { catchBall } from './bsuite/catch.ts';
import { deepSea } from './bsuite/deep-sea.ts';
import { memoryLength } from './bsuite/memory-length.ts';
import { cartpole } from './cartpole.ts';
import { checkTask } from './check-task.ts';
import { withOwnNumbers } from './counted-steps.ts';
import { dagOrder } from './dag/dag-order.ts';
import type { Drawing } from './drawings/drawing.ts';
import { observedNumbers } from './drawings/observed-numbers.ts';
import type { EnvEntry, InnerEnv } from './env-entry.ts';
import type { EnvSpec } from './env-spec.ts';
import { gym } from './gymnasium/gym.ts';
import { lander } from './lander.ts';
import { minatarAsterix } from './minatar/asterix.ts';
import { minatarBreakout } from './minatar/breakout.ts';
import { minatarFreeway } from './minatar/freeway.ts';
import { minatarSeaquest } from './minatar/seaquest.ts';
import { minatarSpaceInvaders } from './minatar/space-invaders.ts';
import { mountainCar } from './mountain-car.ts';
import { mountainCarContinuous } from './mountain-car-continuous.ts';
import { pendulum } from './pendulum.ts';
import { pointNav } from './point-nav.ts';
import { pointNavTeam } from './point-nav-team.ts';
import { switching } from './switching/switching.ts';
import { cliffWalking } from './tabular/cliff-walking.ts';
import { frozenLake } from './tabular/frozen-lake.ts';
import { taxi } from './tabular/taxi.ts';
import { vectorEnv } from './task-copies.ts';
import { asTeam, type TeamTask } from './team-task.ts';
import { tryTask } from './try-task.ts';
import type { VectorEnv } from './vector-env.ts';

export { RandomStream } from '../src/random.ts';
export { type ActionSpace, actionLength, type BoxSpace, type DiscreteSpace } from '../src/spaces.ts';
export { type Drawing, drawingSize, type Moment } from './drawings/drawing.ts';
export { defineEnv, defineEnvAround, defineTeamEnv, type EnvEntry, type InnerEnv } from './env-entry.ts';
export { type EnvSpec, float32Box, type Places } from './env-spec.ts';
export type { Actions, StepOutcome, Task } from './task.ts';
export { vectorEnv } from './task-copies.ts';
export type { TeamStepOutcome, TeamTask } from './team-task.ts';
export { type StepResult, stepResult, type VectorEnv } from './vector-env.ts';

/** Every environment by name. A plugin adds its own with `environments.register(defineEnv({…}))`. */
export const environments = new Registry<EnvEntry>('environment', ['create'], { absent: absentEnvironments });

for (const entry of [
  pointNav,
  pointNavTeam,
  cartpole,
  mountainCar,
  mountainCarContinuous,
  acrobot,
  pendulum,
  frozenLake,
  cliffWalking,
  taxi,
  minatarBreakout,
  minatarAsterix,
  minatarFreeway,
  minatarSeaquest,
  minatarSpaceInvaders,
  deepSea,
  memoryLength,
  catchBall,
  bandit,
  cartpoleSwingup,
  lander,
  dagOrder,
  switching,
  gym,
]) {
  environments.register(entry);
}

/** How many copies of an environment, and how long they go on. */
export interface EnvOptions {
  /** Copies in all; a team of several agents takes as many rows for each. */
  readonly size: number;
  /** Of these, the copies that belong to one member, which decides the order of a team's rows. Default: all. */
  readonly copies?: number;
  /** Steps after which episodes are cut short of the task's own limit; null or none: no sooner. */
  readonly horizon?: number | null;
}

/**
 * Parallel copies of an environment.
 *
 * @param spec `cartpole`, `CartPole-v1`, `point-nav(random_goal=false)`.
 * @throws UsageError for an unknown name, an unknown setting or one out of range.
 */
export function makeEnv(spec: string, { size, copies = size, horizon = null }: EnvOptions): VectorEnv {
  const choice = environments.resolve(spec);
  const task = taskOf(choice);
  const explain = (error: unknown) => environments.explain(innermost(choice).entry, error);
  refuseEnormous(task.spec, size);
  const maxEpisodeSteps = Math.min(task.spec.maxEpisodeSteps, horizon ?? Number.POSITIVE_INFINITY);
  return vectorEnv({ ...task, spec: { ...task.spec, maxEpisodeSteps } }, size, copies, explain);
}

/**
 * How an environment looks; one without a drawing of its own shows the observed numbers.
 *
 * @throws UsageError for an unknown name, an unknown setting or one out of range, and for a drawing that is none.
 */
export function drawingOf(spec: string): Drawing {
  return drawingOfChoice(environments.resolve(spec));
}

function drawingOfChoice({ entry, settings, inner }: Resolved<EnvEntry>): Drawing {
  const explained = <Made>(work: () => Made): Made => {
    try {
      return work();
    } catch (error) {
      throw new UsageError(environments.explain(entry, error));
    }
  };
  const made = explained(() => entry.drawing?.(settings, inner && innerEnv(inner))) ?? observedNumbers;
  if (typeof made.draw !== 'function' || !Array.isArray(made.names)) {
    throw new UsageError(
      `the drawing of ${environments.called(entry)} has to be { names, draw }: texts, and a function that makes SVG of a moment`,
    );
  }
  return {
    names: made.names,
    draw(moment) {
      const svg: unknown = explained(() => made.draw(moment));
      if (typeof svg === 'string') return svg;
      throw new UsageError(
        `the drawing of ${environments.called(entry)} has to make a text of SVG, given ${typeof svg}`,
      );
    },
  };
}

/** The state's length of every task that has been tried in this process, by label. */
const tried = new Map<string, number>();

/** The task of an environment, which is looked at, and tried once. */
function taskOf({ entry, settings, inner, label }: Resolved<EnvEntry>): TeamTask {
  const made: unknown = entry.create(settings, label, inner && innerEnv(inner));
  const called = environments.called(entry);
  checkTask(made, called);
  const task = asTeam(made);
  const stateLength = tried.get(label);
  if (stateLength !== undefined) return { ...task, spec: { ...task.spec, stateLength } };
  const own = withOwnNumbers(task);
  if (environments.isPlugins(entry)) tryTask(own, called, (error) => environments.explain(entry, error));
  task.close?.();
  tried.set(label, own.spec.stateLength);
  return own;
}

/** What an environment around another one is told of that. */
function innerEnv(choice: Resolved<EnvEntry>): InnerEnv {
  const { entry, label, call } = choice;
  return {
    entry,
    label,
    task: (changed = {}) =>
      taskOf(environments.resolve({ ...call, settings: { ...call.settings, ...changed } })),
    drawing: () => drawingOfChoice(choice),
  };
}

/** The environment within all others. */
function innermost({ inner, ...choice }: Resolved<EnvEntry>): Resolved<EnvEntry> {
  return inner ? innermost(inner) : choice;
}

/** Numbers that the states or the observations of all copies may have together: 2 GiB of states. */
const mostNumbers = 2 ** 28;

function refuseEnormous({ id, agents, stateLength, observationSpace }: EnvSpec, size: number): void {
  const each = agents * Math.max(stateLength, observationSpace.low.length);
  if (size * each <= mostNumbers) return;
  throw new UsageError(
    `${size} copies of ${id} would hold ${size * each} numbers, and at most ${Math.floor(mostNumbers / each)} copies fit; ask for fewer environments or evaluation episodes`,
  );
}
