import { layoutOf } from '../../../agents/index.ts';
import { startBackend } from '../../backends/index.ts';
import { UsageError } from '../../errors.ts';
import { packageVersion } from '../../version.ts';
import type { ControlParts } from '../../workloads/control/control-parts.ts';
import type { KeptPolicy } from '../../workloads/control/policy-file.ts';
import { Graph } from './graph.ts';
import { type OnnxValue, onnxFile } from './model.ts';
import { type Forward, networkNodes } from './network-nodes.ts';

/** What normalised observations are cut to, and what their variances are not below: as in training. */
const limit = 10;
const epsilon = 1e-8;

/**
 * A policy as an `.onnx` file: `observation` `[N, length]` as the environment gives it goes in, and out come
 * `logits` or `mean`, the most probable `action`, and the critic's `value` where there is one.
 *
 * @param metadata texts by name.
 * @throws UsageError where a network computes with what ONNX does not have.
 */
export async function policyModel(
  { agent, networks, spec }: ControlParts,
  policy: KeptPolicy,
  metadata: Readonly<Record<string, string>>,
): Promise<Uint8Array> {
  const length = spec.observationSpace.low.length;
  await startBackend('cpu');
  const graph = new Graph();
  const params = layoutOf(networks)
    .arrays(policy.parameters)
    .map((array) => ({ ...array, values: Float32Array.from(array.values) }));
  for (const { name, shape, values } of params) graph.numbers(values, [1, ...shape], name);
  const seen = graph.node('Reshape', [normalized(graph, policy, length), graph.wholes([1, -1, length])]);
  const nodesOf = (forward: Forward): Promise<string> => networkNodes(graph, forward, params, seen, length);

  const { space, outputLength } = agent.distribution;
  refuseOtherModes(agent.distribution);
  const found = await nodesOf(networks.act);
  const actor = graph.node('Reshape', [found, graph.wholes([-1, outputLength])]);
  const outputs: OnnxValue[] = [];
  const put = (value: string, output: OnnxValue): void => {
    graph.called(output.name, value);
    outputs.push(output);
  };
  if (space.kind === 'discrete') {
    put(actor, { name: 'logits', type: 'float32', width: outputLength });
    const action = graph.node('ArgMax', [actor], { axis: { int: 1 }, keepdims: { int: 0 } });
    put(action, { name: 'action', type: 'int64' });
  } else {
    put(actor, { name: 'mean', type: 'float32', width: outputLength });
    const bounds = [space.low, space.high].map((bound) =>
      graph.numbers(Float32Array.from(bound), [bound.length]),
    );
    const action = agent.collection.clipActions
      ? graph.node('Min', [graph.node('Max', [actor, bounds[0]!]), bounds[1]!])
      : actor;
    put(action, { name: 'action', type: 'float32', width: outputLength });
  }
  if (networks.value) {
    const value = await nodesOf(networks.value);
    put(graph.node('Reshape', [value, graph.wholes([-1])]), { name: 'value', type: 'float32' });
  }
  const { nodes } = graph;
  // What acting takes no part in, such as a spread that is drawn with, makes readers complain.
  const used = new Set(nodes.flatMap((node) => node.inputs));
  const constants = graph.constants.filter(({ name }) => used.has(name));
  const inputs: OnnxValue[] = [{ name: 'observation', type: 'float32', width: length }];
  return onnxFile({ name: 'policy', nodes, constants, inputs, outputs, metadata }, packageVersion());
}

function normalized(graph: Graph, { moments }: KeptPolicy, length: number): string {
  if (moments === null) return 'observation';
  const mean = graph.numbers(Float32Array.from(moments.mean), [length]);
  const deviation = graph.numbers(
    Float32Array.from(moments.variance, (variance) => Math.sqrt(variance + epsilon)),
    [length],
  );
  const scaled = graph.node('Div', [graph.node('Sub', ['observation', mean]), deviation]);
  const [low, high] = [-limit, limit].map((bound) => graph.numbers(Float32Array.of(bound), []));
  return graph.node('Clip', [scaled, low!, high!]);
}

/** The most probable action is the largest output, or the outputs themselves: of distributions of plugins nobody knows. */
function refuseOtherModes({ space, outputLength, mode }: ControlParts['agent']['distribution']): void {
  for (let place = 0; place < outputLength; place++) {
    const outputs = Float32Array.from({ length: outputLength }, (_, at) => (at === place ? 0.5 : -0.25));
    const action = new Float32Array(space.kind === 'discrete' ? 1 : outputLength);
    mode(outputs, 0, action, 0);
    const expected = space.kind === 'discrete' ? [place] : [...outputs];
    if (action.join() === expected.join()) continue;
    throw new UsageError('its most probable action is neither its largest output nor its outputs');
  }
}
