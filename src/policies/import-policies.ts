import { createHash } from 'node:crypto';
import { basename, extname } from 'node:path';
import { layoutOf } from '../../agents/index.ts';
import { dividesPopulations } from '../backends/index.ts';
import { UsageError } from '../errors.ts';
import { type LoadedPlugin, loadMissingPlugins } from '../plugins/index.ts';
import type { TrainingRecord } from '../results/index.ts';
import type { NewExperiment } from '../store/index.ts';
import { newExperiment } from '../sweep/run/experiment.ts';
import { userFile } from '../user-file.ts';
import { safetensorsMetadata } from '../weights/index.ts';
import { controlParts } from '../workloads/control/control-parts.ts';
import { policyFile, policyIn } from '../workloads/control/policy-file.ts';
import { resolveTask } from '../workloads/tasks.ts';
import { originIn, type PolicyOrigin } from './origin.ts';
import { safetensorsOfJson } from './policy-json.ts';

/** By the ending of a file: its bytes as those of a `.safetensors` file. */
const readers: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  '.safetensors': (bytes) => bytes,
  '.json': safetensorsOfJson,
};

/** Policies of files, ready to be written into a results file. */
export interface ImportedPolicies {
  readonly experiment: NewExperiment;
  readonly records: readonly TrainingRecord[];
}

interface PolicyInFile {
  readonly path: string;
  readonly sha256: string;
  readonly origin: PolicyOrigin;
  /** A `.safetensors` file. */
  readonly bytes: Uint8Array;
}

/**
 * The policies of files that `rl-bench policy RUN --out` has written, as an experiment with one run that has come to its end.
 * Nothing in the files is executed, and sizes are checked against them.
 *
 * @param paths one file; for a team those of all its agents, in any order.
 * @param named plugins that the user has named. @param command as it was typed.
 * @throws UsageError for a file that is damaged, was not written by rl-bench, or does not fit its network.
 */
export async function importedPolicies(
  paths: readonly string[],
  named: readonly LoadedPlugin[],
  command: string,
): Promise<ImportedPolicies> {
  const files = paths.map((path) => about(path, () => policyInFile(path)));
  const [first] = files as [PolicyInFile];
  const { planned, backend, plugins, updates, envSteps } = first.origin;
  const loaded = await loadMissingPlugins(plugins, named);
  files.sort((a, b) => a.origin.agent - b.origin.agent);
  const policies = about(first.path, () => policiesOf(files));
  // Policies act on any backend; one that this machine may lack is not asked for.
  const here = isOfEveryMachine(backend) ? backend : 'simd';
  const digests = files.map(({ sha256 }) => sha256).join();
  const plan = { title: basename(first.path), populations: [planned] };
  const settings = { backend: here, plugins: loaded, command, fingerprint: `imported ${digests}` };
  const experiment = {
    ...newExperiment(plan, settings),
    importedFrom: paths.join(', '),
    importedWhat: 'policy' as const,
  };
  const left = policies.map((weights, place): TrainingRecord => {
    return { kind: 'policy', member: 0, choice: 'final', agent: place + 1, updateIndex: updates, weights };
  });
  const end = {
    kind: 'end',
    member: 0,
    status: 'finished',
    error: null,
    envSteps,
    updates,
    wallS: 0,
  } as const;
  return { experiment, records: [...left, end] };
}

/** Does something with a file. @throws UsageError that names it. */
function about<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`${JSON.stringify(path)} cannot be imported: ${error.message}`);
  }
}

function policyInFile(path: string): PolicyInFile {
  const read = Object.hasOwn(readers, extname(path)) ? readers[extname(path)] : undefined;
  if (read === undefined) {
    throw new UsageError(`a policy is read from a file that ends in ${Object.keys(readers).join(' or ')}`);
  }
  const contents = userFile(path);
  const sha256 = createHash('sha256').update(contents).digest('hex');
  const bytes = read(contents);
  return { path, sha256, origin: originIn(safetensorsMetadata(bytes)), bytes };
}

/** The policy of each agent, as it is kept: checked against the network that its plan names. */
function policiesOf(files: readonly PolicyInFile[]): Uint8Array[] {
  const [{ origin }] = files as [PolicyInFile];
  const { population } = origin.planned;
  if (resolveTask(population.env).maxEpisodeSteps === null) {
    throw new UsageError(`it was trained on ${population.env}, which has no episodes to play`);
  }
  const { spec, networks, agent } = controlParts(population);
  const whose = ({ agent: _, ...others }: PolicyOrigin): string => JSON.stringify(others);
  if (files.some((file) => whose(file.origin) !== whose(origin))) {
    throw new UsageError('the files are not of one run; import the policies of one run at a time');
  }
  const agents = files.map((file) => file.origin.agent);
  if (agents.join() !== Array.from({ length: spec.agents }, (_, place) => place + 1).join()) {
    throw new UsageError(
      spec.agents === 1
        ? `${population.env} has one agent, given ${files.length} files; name one file`
        : `${population.env} has a team of ${spec.agents}, given the policies of ${agents.join(', ')}; name the files of all its agents`,
    );
  }
  const layout = layoutOf(networks);
  const length = agent.collection.normObs ? spec.observationSpace.low.length : null;
  return files.map(({ bytes }) => {
    const policy = policyIn(bytes, layout, length);
    const { mean = [], variance = [], count = 1 } = policy.moments ?? {};
    if (![...policy.parameters, ...mean, ...variance, count].every(Number.isFinite)) {
      throw new UsageError('it has numbers that are not finite');
    }
    if ([...variance, count].some((value) => value < 0)) {
      throw new UsageError('it has a negative variance or count of observations');
    }
    return policyFile(layout, policy);
  });
}

function isOfEveryMachine(backend: string): boolean {
  try {
    return dividesPopulations(backend);
  } catch {
    return false;
  }
}
