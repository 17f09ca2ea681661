import { nowRecording } from '../../tensors/replay/now-recording.ts';
import type { LossOracles, StepContext } from '../entry/optimizer.ts';

/** The numbers of a step's context, which change from step to step. */
export type StepNumbers = Omit<StepContext, keyof LossOracles>;

const numberNames = [
  'step',
  'learningRateScale',
  'partLearningRateScales',
  'progress',
  'stepInRollout',
  'randomStream',
] as const satisfies readonly (keyof StepNumbers)[];

/** How the numbers of a context come from what a recorded step is called with. */
type Source = (host: unknown) => StepNumbers;

const sources = new WeakMap<StepContext, Source>();

/**
 * The context of a step that is being recorded. Its numbers are for {@link stepNumbers} and those who keep track of them:
 * whoever reads one otherwise may make a constant of it, so that the step is not replayed.
 */
export function recordedContext<Host>(
  source: (host: Host) => StepNumbers,
  oracles: LossOracles,
): StepContext {
  return tracked(source as Source, oracles);
}

/** The numbers of a context. While a step is recorded, they must reach no tensor but by way of the recording. */
export function stepNumbers(context: StepContext): StepNumbers {
  const source = sources.get(context);
  const recording = nowRecording();
  return source && recording ? source(recording.host) : context;
}

/** How the numbers of a context come about at every replay; undefined where nothing is recorded. */
export function sourceOf(context: StepContext): Source | undefined {
  const recording = nowRecording();
  if (!recording) return undefined;
  const source = sources.get(context);
  if (!source) recording.refuse('a rule makes a step context of its own');
  return source;
}

/** The same context with other numbers. @param change a function of the numbers alone. */
export function withNumbers(
  context: StepContext,
  change: (numbers: StepNumbers) => Partial<StepNumbers>,
): StepContext {
  const source = sources.get(context);
  if (!source) return { ...context, ...change(context) };
  return tracked((host) => ({ ...source(host), ...change(source(host)) }), oraclesOf(context));
}

/** The same context with other answers about the loss. */
export function withOracles(context: StepContext, oracles: LossOracles): StepContext {
  const source = sources.get(context);
  return source ? tracked(source, { ...oraclesOf(context), ...oracles }) : { ...context, ...oracles };
}

function tracked(source: Source, oracles: LossOracles): StepContext {
  const context: LossOracles = { ...oracles };
  for (const name of numberNames) {
    Object.defineProperty(context, name, {
      enumerable: true,
      get() {
        const recording = nowRecording();
        recording?.refuse(`a rule reads ${name} of its context by itself`);
        return recording ? source(recording.host)[name] : undefined;
      },
    });
  }
  sources.set(context as StepContext, source);
  return context as StepContext;
}

function oraclesOf(context: StepContext): LossOracles {
  const descriptors = Object.entries(Object.getOwnPropertyDescriptors(context));
  return Object.fromEntries(
    descriptors.flatMap(([name, { value }]) => (value === undefined ? [] : [[name, value]])),
  );
}
