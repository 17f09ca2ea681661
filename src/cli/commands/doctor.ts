import type { Argv, CommandModule } from 'yargs';
import { type BackendReport, type Examination, examine, type NativeReport } from '../../doctor/examine.ts';
import type { GymnasiumFacts } from '../../doctor/gymnasium-facts.ts';
import type { HostFacts, VulkanFacts } from '../../doctor/host-facts.ts';
import type { TensorflowFacts } from '../../doctor/tensorflow-facts.ts';
import { formatBytes } from '../../format-bytes.ts';
import { several } from '../../several.ts';
import { definitions } from '../../text/definitions.ts';
import { formatNumber } from '../../text/format.ts';
import { wrapped } from '../../text/wrapped.ts';
import { withEnvironment } from '../environment.ts';
import { print } from '../print.ts';

function builder(yargs: Argv): Argv {
  return withEnvironment(
    yargs
      .option('json', { type: 'boolean', default: false, describe: 'print what was found as JSON' })
      .option('quiet', { type: 'boolean', default: false, describe: 'show no progress' })
      .example('$0 doctor', 'which backends work here, and what the others lack'),
  );
}

async function handler({ json, quiet }: Readonly<Record<string, unknown>>): Promise<void> {
  const found = await examine((backend) => {
    if (quiet !== true) console.error(`trying ${backend}`);
  });
  await print(json === true ? `${JSON.stringify(found, null, 2)}\n` : `${asText(found)}\n`);
}

/** What there is of each part of the machine, then how each backend does, at most 80 columns wide. */
function asText({ version, host, native, tensorflow, gymnasium, backends }: Examination): string {
  const machine = [
    ['CPU', cpuText(host)],
    ['Kernels', kernelsText(native)],
    ['Vulkan', vulkanText(host.vulkan)],
    ['TensorFlow', tensorflowText(tensorflow)],
    ['CUDA', cudaText(tensorflow)],
    ['Gymnasium', gymnasiumText(gymnasium)],
    ['Node', nodeText(host)],
  ];
  const width = Math.max(...machine.map(([name]) => name!.length)) + 2;
  return [
    wrapped(`rl-bench ${version}, Node ${host.node} on ${host.platform} ${host.arch}`),
    definitions(machine, width),
    definitions(
      backends.map((backend) => [backend.name, backendText(backend)]),
      width,
    ),
  ].join('\n\n');
}

function cpuText({ cpu: { model, cores, features }, memoryBytes }: HostFacts): string {
  return [`${model}, ${several(cores, 'core')}`, features.join(' '), `${formatBytes(memoryBytes)} of memory`]
    .filter(Boolean)
    .join(', ');
}

function kernelsText({ instructions, problem, webAssembly }: NativeReport): string {
  const how = webAssembly === null ? '' : `, ${webAssembly}`;
  if (problem !== null) return `of simd: WebAssembly alone${how} (native ones: ${problem})`;
  return `of simd: native, ${instructions}; their results are those of WebAssembly`;
}

function vulkanText(vulkan: VulkanFacts | null): string {
  if (vulkan === null) return 'not needed here: webgpu goes by way of Metal or Direct3D 12';
  if (vulkan.loader === null) {
    return 'no loader, without which webgpu finds no GPU (Debian, Ubuntu: apt install libvulkan1)';
  }
  const drivers = vulkan.drivers.length === 0 ? 'no driver' : `drivers: ${vulkan.drivers.join(', ')}`;
  return `loader ${vulkan.loader}; ${drivers}`;
}

/** TensorFlow's versions, what they are built for, and what gets it. */
function tensorflowText({ node, cuda }: TensorflowFacts): string {
  const there = [
    ...(node === null ? [] : [`${node.tensorflow} for node`]),
    ...(cuda === null
      ? []
      : [`${cuda.tensorflow} for cuda, built for CUDA ${cuda.cuda} and cuDNN ${cuda.cudnn}`]),
  ];
  const ways = [
    ...(node === null ? ['for node by: npx rl-bench setup tensorflow'] : []),
    ...(cuda === null ? ['for cuda by: npx rl-bench setup tensorflow --gpu'] : []),
  ];
  return [...there, ...ways].join('; ');
}

/** Whether the driver and the CUDA that TensorFlow is built for go together. */
function cudaText({ driver, driverFits, cudaNeeds }: TensorflowFacts): string {
  if (driver === null) return `no NVIDIA driver answers; the backend cuda takes ${cudaNeeds}`;
  if (driverFits === false)
    return `the NVIDIA driver ${driver} is too old; update it: cuda takes ${cudaNeeds}`;
  const verdict = driverFits === null ? 'may do or not' : 'will do';
  return `the NVIDIA driver ${driver} ${verdict}; cuda takes ${cudaNeeds}`;
}

/** What `gym(…)` is stepped by, and what gets it. */
function gymnasiumText({ program, python, gymnasium, problem }: GymnasiumFacts): string {
  if (problem !== null) return `gym(…) does not work, and nothing else needs it: ${problem}`;
  return `${gymnasium} of ${program}, Python ${python}: gym(…) works`;
}

function nodeText({ node }: HostFacts): string {
  const removed = Number(/^v(\d+)/.exec(node)?.[1]) >= 23;
  return removed
    ? 'from 23 on without checks that cuda and node ask for; rl-bench puts them back'
    : 'has all that cuda and node ask for';
}

function backendText({ works, problem, version, device, timesAsFastAsSimd, name }: BackendReport): string {
  if (!works) return `does not work: ${problem}`;
  const speed =
    timesAsFastAsSimd === null || name === 'simd'
      ? []
      : [`${formatNumber(timesAsFastAsSimd)} × as fast as simd in a small step`];
  return [`works: ${version}`, ...(device ? [deviceText(device)] : []), ...speed].join('; ');
}

function deviceText({ name, driver, memoryBytes, software }: NonNullable<BackendReport['device']>): string {
  return [
    name,
    ...(driver === null ? [] : [driver]),
    ...(memoryBytes === null ? ['memory unknown'] : [formatBytes(memoryBytes)]),
    ...(software ? ['a software device: it computes on the CPU, for tests'] : []),
  ].join(', ');
}

/**
 * `rl-bench doctor`: what this machine computes with. It always ends well; a backend that does not work is an answer.
 *
 * With `--json` it prints one object: `version`, `host` (`node`, `platform`, `arch`, `cpu`, `memoryBytes`, `vulkan`),
 * `native` (`instructions`, or null and a `problem`), `tensorflow` (`node` and `cuda`, each null or `{tensorflow, cuda, cudnn,
 * from, folder}`; `driver`, `driverFits`, `cudaNeeds`), `gymnasium` (`program`, `python` and `gymnasium`, null where they are missing, and
 * `problem`, null where it works), and `backends`, an array of `{name, works, problem, version, device,
 * timesAsFastAsSimd}`, where `device` is null or `{name, driver, memoryBytes, software}`.
 */
export const doctorCommand: CommandModule = {
  builder,
  handler,
};
