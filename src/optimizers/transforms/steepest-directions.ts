import type * as tf from '../../tensors/tf.ts';
import type { Optimizer } from '../entry/optimizer.ts';
import { parameterRoles, shapesOf } from '../layout/parameter-roles.ts';
import { perMember } from '../members/per-member.ts';
import { measuredAlike, type NormSettings, normsOf } from '../norms/measures.ts';
import { type NoState, stateless } from './chain.ts';
import { scale } from './weighted.ts';

/** What Scion adds to everything that it divides by. */
const eps = 1e-8;

/**
 * Each tensor replaced by the steepest step within the ball of the norm that its role is given: the linear minimisation
 * oracle of Pethick et al. (2025, arXiv 2502.07529), without the minus. The ball's radius is the norm's `scale`, or where
 * it has none the one for all.
 */
export function steepestDirections(
  members: readonly (NormSettings & { readonly scale: number })[],
): Optimizer<NoState> {
  const alike = measuredAlike(members);
  const norms = members.map((settings) => ({ norms: normsOf(settings), scale: settings.scale }));
  return {
    ...stateless(
      (gradients, _params, context) => {
        const parameters = shapesOf(gradients);
        const roles = parameterRoles(parameters);
        const lengths = perMember(norms, (own) =>
          Object.fromEntries(
            parameters.flatMap(({ name, shape }) => {
              const { entry, settings } = own.norms[roles[name]!];
              const length = entry.length(settings, shape);
              const radius = (settings.scale as number | null) ?? own.scale;
              return [
                [`${name} eps`, eps * length],
                [`${name} step`, radius * length],
              ];
            }),
          ),
        )(context);
        const steps: Record<string, tf.Tensor> = {};
        for (const { norm, names } of alike(parameters)) {
          const directions = norm.entry.directions(
            names.map((name) => gradients[name]!),
            norm.settings,
            names.map((name) => lengths[`${name} eps`]!),
          );
          names.forEach((name, index) => {
            steps[name] = scale(directions[index]!, lengths[`${name} step`]!);
          });
        }
        return Object.fromEntries(parameters.map(({ name }) => [name, steps[name]!]));
      },
      { elementwise: false },
    ),
    routes: (parameters) => {
      const names = new Map(
        alike(parameters).flatMap(({ norm, names }) => names.map((name) => [name, norm.entry.name])),
      );
      return Object.fromEntries(parameters.map(({ name }) => [name, names.get(name)!]));
    },
  };
}
