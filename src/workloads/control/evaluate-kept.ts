import { layoutOf } from '../../../agents/index.ts';
import type { TrainingRecord } from '../../results/index.ts';
import * as tf from '../../tensors/tf.ts';
import { tidyTree } from '../../tensors/tree.ts';
import type { PopulationPlan } from '../../training/population-plan.ts';
import { teamRecords } from '../../training/team-records.ts';
import { controlParts } from './control-parts.ts';
import { PolicyEvaluation } from './evaluate-policies.ts';
import type { Spectator } from './evaluation.ts';
import { Perception } from './perception.ts';
import { forwardPasses } from './policy.ts';
import { policyIn } from './policy-file.ts';

/** Policies that a run has left. */
export interface KeptPolicies {
  /** Updates made before. */
  readonly updates: number;
  /** Environment steps made by then. */
  readonly envSteps: number;
  /** Of each agent of a team, or of the one: the bytes of a `.safetensors` file. */
  readonly files: readonly Uint8Array[];
}

/**
 * Lets policies that were kept play the episodes that a plan asks for.
 *
 * @param plan whose members are the policies, in order; their seeds are those of the episodes, and its `evaluation` says how many
 *     there are, in which environment, and whether actions are drawn too.
 * @param spectator is shown the episodes.
 * @returns the records of the evaluations, and of the ways in the first episodes where the task moves in space.
 * @throws UsageError for a file that does not hold what the plan's networks are made of.
 */
export async function evaluateKept(
  plan: PopulationPlan,
  kept: readonly KeptPolicies[],
  giveUp?: AbortSignal,
  spectator?: Spectator,
): Promise<readonly TrainingRecord[]> {
  const parts = controlParts(plan);
  const { agent, networks, spec, players } = parts;
  const layout = layoutOf(networks);
  const length = spec.observationSpace.low.length;
  const perception = new Perception(players.length, 1, length, agent.collection.normObs);
  const policies = kept
    .flatMap(({ files }) => files)
    .map((file) => policyIn(file, layout, perception.normalizer ? length : null));
  for (const [player, { moments }] of policies.entries()) {
    perception.restore(player, { observations: new Float32Array(length), moments });
  }
  const values = new Float32Array(players.length * layout.length);
  for (const [player, { parameters }] of policies.entries()) values.set(parameters, player * layout.length);
  const vector = tf.tensor3d(values, [players.length, 1, layout.length]);
  const passes = forwardPasses();
  try {
    const steps = kept.flatMap((each) => each.files.map(() => each.envSteps));
    const evaluation = new PolicyEvaluation(
      plan,
      parts,
      perception,
      passes,
      (player) => steps[player]!,
      spectator,
    );
    const updates = kept.flatMap((each) => each.files.map(() => each.updates));
    const all = players.map(() => true);
    const request = {
      ...{ players: all, updates, giveUp },
      params: () => tidyTree(() => layout.named(layout.split(vector).map((leaf) => tf.clone(leaf)))),
      elapsed: () => 0,
    };
    const found = await evaluation.evaluate(request, all);
    const records = found.flatMap((own, member) => {
      const heading = { member, updateIndex: updates[member]!, envStep: 0, wallS: 0 };
      return own === null ? [] : own.records(heading);
    });
    return teamRecords(records, spec.agents);
  } finally {
    passes.dispose();
    vector.dispose();
  }
}
