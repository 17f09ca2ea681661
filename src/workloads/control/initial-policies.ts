import { type ActorCritic, type Agent, layoutOf } from '../../../agents/index.ts';
import type { EnvSpec } from '../../../envs/index.ts';
import { UsageError } from '../../errors.ts';
import { isCritics } from '../../optimizers/index.ts';
import { ParameterLayout } from '../../tensors/parameter-layout.ts';
import type { Player } from '../../training/players.ts';
import type { InitialPolicy, PopulationPlan } from '../../training/population-plan.ts';
import { tensorsOf, type WeightTensors } from '../../weights/index.ts';
import { policyOf } from './policy-file.ts';
import type { SavedMoments } from './running-moments.ts';

/** What a player begins with in place of what its seed draws. */
export interface InitialPlayer {
  /** The parameters `[n]`, with those of the critic drawn where the policy brings none. */
  readonly begin: (drawn: Float32Array) => Float32Array;
  /** What observations are normalised by at first; null where they are taken as they are. */
  readonly moments: SavedMoments | null;
}

/** What an initial policy has to fit. */
interface Needed {
  readonly spec: EnvSpec;
  readonly agent: Agent;
  readonly networks: ActorCritic;
}

/** Who begins with what, as `controlParts` puts it together. */
interface Beginning {
  readonly players: readonly Player[];
  /** By agent of the team; undefined where seeds draw all. */
  readonly initial?: readonly InitialPlayer[] | undefined;
}

/**
 * The policies that a plan begins with, by agent of the team; undefined where seeds draw the parameters.
 *
 * Actor and critic are taken as they were left. A policy without a critic leaves it to be drawn, and a critic that nobody
 * trains here is left out. Statistics of observations come along; those of rewards begin anew, as the optimizer does.
 *
 * @throws UsageError for a policy that is not of the plan's networks, of another team, or that sees observations otherwise.
 */
export function initialPolicies(plan: PopulationPlan, parts: Needed): readonly InitialPlayer[] | undefined {
  const { initial } = plan;
  if (initial === undefined) return undefined;
  const { agents } = parts.spec;
  if (initial.weights.length !== agents) {
    throw new UsageError(
      `${nameOf(initial)} is of ${agentsWords(initial.weights.length)}, and ${plan.env} is for ${agentsWords(agents)}; choose a run of as many`,
    );
  }
  try {
    return initial.weights.map((text) => initialPlayer(Buffer.from(text, 'base64'), parts));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(
      `${nameOf(initial)} cannot be the first one here: ${error.message}; train with its network, agent and environment's sizes`,
    );
  }
}

/** The parameters that a player begins with, given what its seed has drawn. */
export function beginWith({ initial }: Beginning): (player: Player, drawn: Float32Array) => Float32Array {
  return ({ agent }, drawn) => initial?.[agent]?.begin(drawn) ?? drawn;
}

/** What each player knows of observations at first. */
export function momentsOf({ initial, players }: Beginning): (SavedMoments | null)[] {
  return players.map(({ agent }) => initial?.[agent]?.moments ?? null);
}

function initialPlayer(bytes: Uint8Array, { spec, agent, networks }: Needed): InitialPlayer {
  const { normObs } = agent.collection;
  const tensors = tensorsOf(bytes, '.safetensors');
  refuseOtherSight(tensors, normObs);
  const takesCritic =
    networks.parameters.some(({ name }) => isCritics(name)) && [...tensors.keys()].some(isCritics);
  const isTaken = (name: string): boolean => takesCritic || !isCritics(name);
  const all = [...networks.parameters, ...(networks.buffers?.specs ?? [])];
  const taken = new ParameterLayout(all.filter(({ name }) => isTaken(name)));
  const kept = new Map([...tensors].filter(([name]) => isTaken(name)));
  const length = normObs ? spec.observationSpace.low.length : null;
  const { parameters, moments } = policyOf(kept, taken, length);
  const layout = layoutOf(networks);
  const begin = (drawn: Float32Array): Float32Array => {
    const values = drawn.slice();
    for (const { name, values: own } of taken.arrays(parameters)) {
      values.set(own, layout.offsets[layout.names.indexOf(name)]!);
    }
    return values;
  };
  return { begin, moments };
}

function refuseOtherSight(tensors: WeightTensors, normObs: boolean): void {
  const normalised = [...tensors.keys()].some((name) => name.startsWith('observations.'));
  if (normalised === normObs) return;
  throw new UsageError(
    normalised
      ? 'it sees normalised observations, which --norm-obs (norm_obs) makes'
      : 'it sees observations as they are, and norm_obs normalises them here',
  );
}

function nameOf({ run, choice }: InitialPolicy): string {
  return `the ${choice} policy of run ${run}`;
}

function agentsWords(count: number): string {
  return count === 1 ? 'one agent' : `a team of ${count}`;
}
