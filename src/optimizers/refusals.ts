import type { Call } from '../call-expression.ts';
import { UsageError } from '../errors.ts';
import type { Resolved } from '../registry.ts';
import type { NamedShape } from '../tensors/parameter-layout.ts';
import { exampleOf } from './entry/example.ts';
import { unforgetful, whyUnforgetful } from './entry/forgetting.ts';
import type { OptimizerEntry } from './entry/optimizer.ts';
import { refusal } from './entry/pairs.ts';
import { hiddenUnits } from './layout/hidden-units.ts';
import { optimizers } from './registered.ts';
import { asCriticSees, criticOf } from './split.ts';

/**
 * Refuses a rule that trains critics alone, where it would train anything else.
 *
 * @param owner what would be trained by it.
 */
export function refuseValueRules(spec: Call, owner: string): void {
  for (
    let layer: Resolved<OptimizerEntry> | undefined = optimizers.resolve(spec);
    layer;
    layer = layer.inner
  ) {
    if (layer.entry.values !== true) continue;
    throw new UsageError(
      `${layer.entry.name} solves for what a critic is wrong by, and ${owner} would have it train more than a critic; name it with --critic-optimizer, beside another for the policy`,
    );
  }
}

/**
 * Refuses a rule that asks what an agent says of each sample.
 *
 * @param owner what would be trained by it, which is no agent in an environment.
 */
export function refuseAgentRules(spec: Call, owner: string): void {
  for (
    let layer: Resolved<OptimizerEntry> | undefined = optimizers.resolve(spec);
    layer;
    layer = layer.inner
  ) {
    if (layer.entry.recycles === true) {
      throw new UsageError(
        `${layer.entry.name} recycles units of an agent's networks, and ${owner} has no agent in an environment; leave it out`,
      );
    }
    if (layer.entry.samples !== true) continue;
    throw new UsageError(
      `${layer.entry.name} asks how what an agent says of each sample changes with its layers, and ${owner} has no agent in an environment; take another optimizer`,
    );
  }
}

/**
 * Refuses to recycle units where there are none: of networks without hidden layers, or whose hidden layers are normalised.
 *
 * @param parameters of the networks that are trained.
 */
export function refuseIdleRecycling(spec: Call, parameters: readonly NamedShape[]): void {
  const layers = [...layersOf(spec), ...layersOf(asCriticSees(spec))];
  const wrapper = layers.find(({ entry }) => entry.recycles === true);
  if (wrapper === undefined || hiddenUnits(parameters).length > 0) return;
  throw new UsageError(
    `${wrapper.entry.name} recycles units of hidden layers that are not normalised, and the network has none; take --network "mlp(sizes=[64,64])", or leave it out`,
  );
}

/**
 * Refuses a rule that learns from every step by itself, or a wrapper or a critic's optimizer with such a rule in it.
 *
 * @param owner what would be trained by it, which is not learned step by step.
 */
export function refuseStreaming(spec: Call, owner: string): void {
  for (const { entry } of [...layersOf(spec), ...layersOf(asCriticSees(spec))]) {
    if (entry.streams !== true) continue;
    throw new UsageError(
      `${entry.name} learns from single steps by the critic's error in each, and ${owner} does not; take --agent stream-ac`,
    );
  }
}

/**
 * Refuses a wrapper for policies with softmax where there is none, and as the critic's, which has none.
 *
 * @param owner what would be trained: `ppo`. @param reason why it has no softmax to train; undefined where it has one.
 */
export function refuseWithoutSoftmax(spec: Call, owner: string, reason: string | undefined): void {
  const needs = (rule: Call | undefined): string | undefined =>
    layersOf(rule).find(({ entry }) => entry.softmax === true)?.entry.name;
  const name = needs(spec);
  if (name !== undefined && reason !== undefined) {
    throw new UsageError(`${name} is for the logits of a softmax, and ${owner} ${reason}; leave it out`);
  }
  const critics = needs(criticOf(spec));
  if (critics === undefined) return;
  throw new UsageError(
    `${critics} is for the logits of a softmax, and a critic has none; write it around the actor's optimizer`,
  );
}

/** An optimizer and all wrappers around it, from the outside; nothing of nothing. */
function layersOf(spec: Call | undefined): Resolved<OptimizerEntry>[] {
  const layers: Resolved<OptimizerEntry>[] = [];
  for (let layer = spec && optimizers.resolve(spec); layer; layer = layer.inner) layers.push(layer);
  return layers;
}

/** The wrappers that an optimizer cannot stand in, all by default, with the reason and what to write instead. */
export function refusals(inside: OptimizerEntry): Readonly<Record<string, string>> {
  const settings = inside.settings.parse({});
  const wrappers = optimizers.entries().filter(({ wraps }) => wraps === true);
  return Object.fromEntries(
    wrappers.flatMap((wrapper) => {
      const given = wrapper.settings.safeParse({});
      const reason =
        given.success &&
        (wrapper.recycles === true && !forgetsByDefault(inside)
          ? whyUnforgetful(wrapper.name)
          : refusal({ entry: wrapper, settings: given.data }, { entry: inside, settings }));
      return reason ? [[wrapper.name, reason]] : [];
    }),
  );
}

/** Without a file of weights nothing is made; no rule with weights forgets. */
function forgetsByDefault(entry: OptimizerEntry): boolean {
  return (
    entry.pin === undefined && unforgetful(optimizers, optimizers.resolve(exampleOf(entry))) === undefined
  );
}
