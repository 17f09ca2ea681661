import { extname } from 'node:path';
import { layoutOf } from '../../agents/index.ts';
import { formatCall } from '../call-expression.ts';
import { UsageError } from '../errors.ts';
import { type KeptRun, refuseWithoutEpisodes } from '../sweep/run/kept-run.ts';
import { planOfRun } from '../sweep/run/verify-run.ts';
import type { ParameterLayout } from '../tensors/parameter-layout.ts';
import type { PopulationPlan } from '../training/population-plan.ts';
import { packageVersion } from '../version.ts';
import { type ControlParts, controlParts } from '../workloads/control/control-parts.ts';
import { type KeptPolicy, policyFile, policyIn } from '../workloads/control/policy-file.ts';
import { policyModel } from './onnx/policy-model.ts';
import { originOf } from './origin.ts';
import { policyJson } from './policy-json.ts';

/** A policy, and what there is to know of it. */
interface Policy {
  readonly parts: ControlParts;
  readonly layout: ParameterLayout;
  readonly kept: KeptPolicy;
  /** Texts by name. */
  readonly facts: Readonly<Record<string, string>>;
}

type Format = (policy: Policy) => Uint8Array | string | Promise<Uint8Array>;

/** By the ending of a file. */
const formats: Readonly<Record<string, Format>> = {
  '.safetensors': ({ layout, kept, facts }) => policyFile(layout, kept, facts),
  '.onnx': ({ parts, kept, facts }) => policyModel(parts, kept, facts),
  '.json': ({ layout, kept, facts }) => policyJson(layout, kept, facts),
};

/** @throws UsageError for the name of a file of another format. */
export function refuseOtherFormats(path: string): void {
  if (Object.hasOwn(formats, extname(path))) return;
  throw new UsageError(`--out takes a file that ends in ${Object.keys(formats).join(', ')}; given "${path}"`);
}

/**
 * A policy that a run has left, as a file. The plugins of the run's experiment have to be loaded.
 *
 * @param path whose ending says the format. @param agent of a team, from 1; undefined for an agent alone.
 * @throws UsageError where the policy cannot be written so, or there is a team and no agent is named.
 */
export async function exportedPolicy(
  run: KeptRun,
  path: string,
  agent: number | undefined,
): Promise<Uint8Array | string> {
  refuseOtherFormats(path);
  refuseWithoutEpisodes(run);
  const { population } = planOfRun(run);
  const parts = controlParts(population);
  const place = placeOf(run, agent);
  const layout = layoutOf(parts.networks);
  const length = parts.agent.collection.normObs ? parts.spec.observationSpace.low.length : null;
  const kept = policyIn(run.files[place]!, layout, length);
  try {
    return await formats[extname(path)]!({ parts, layout, kept, facts: factsOf(run, population, place) });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`the policy of run ${run.id} cannot be written to "${path}": ${error.message}`);
  }
}

function placeOf({ id, files }: KeptRun, agent: number | undefined): number {
  if (agent === undefined && files.length === 1) return 0;
  if (agent !== undefined && agent >= 1 && agent <= files.length) return agent - 1;
  const given = agent === undefined ? 'given none' : `given ${agent}`;
  throw new UsageError(
    files.length === 1
      ? `run ${id} trained one agent; drop --of-agent, ${given}`
      : `run ${id} trained a team: say whose policy with --of-agent 1 to ${files.length}, ${given}`,
  );
}

function factsOf(run: KeptRun, plan: PopulationPlan, place: number): Policy['facts'] {
  const { id, env, agent, optimizer, learningRate, seed, choice, updates } = run;
  return {
    rl_bench: packageVersion(),
    run: String(id),
    ...{ env, agent, network: formatCall(plan.network), optimizer },
    ...(learningRate !== null && { learning_rate: String(learningRate) }),
    ...{ seed: String(seed), policy: choice, updates: String(updates) },
    ...(run.files.length > 1 && { of_agent: String(place + 1) }),
    origin: JSON.stringify(originOf(run, place)),
  };
}
