import { beforeEach, describe, expect, test } from 'vitest';
import { agents } from '../../agents/index.ts';
import { startBackend } from '../../src/backends/index.ts';
import { type Call, formatCall } from '../../src/call-expression.ts';
import { exampleOf, makeOptimizer, optimizers, standsAlone } from '../../src/optimizers/index.ts';
import { decodeCheckpoint } from '../../src/training/checkpoint.ts';
import { trainPopulation } from '../../src/workloads/train-population.ts';
import { isRefused } from '../optimizers/refused-on-webgpu.ts';
import { advance, memberValues, populate, randomMember, start } from '../optimizers/trial.ts';
import { variants } from '../optimizers/variants.ts';
import { company } from '../training/company.ts';
import { smallAgent, smallOptimizer } from '../training/small-agent.ts';
import { smallPlan } from '../training/small-plan.ts';

/** The backend under test: that of the project. */
const backend = process.env.TEST_BACKEND === 'node' ? 'node' : 'webgpu';

/**
 * How far an update may be from cpu's, of the largest number of each tensor: some hundred roundings of single precision.
 * Devices and TensorFlow round sums in another order, and their exp, log and tanh by as much as the standard allows.
 */
const tolerance = 2e-5;
/**
 * The same for what is worked out from eigenvectors and inverse roots: in single precision on webgpu. Elsewhere it is in double,
 * of sums that have been rounded otherwise, and after few steps some eigenvalues are 0 but for rounding.
 */
const decomposed = 2e-3;

/** Where the decompositions come in. */
const decomposing = /\b(SOAP|KL_SOAP|SPLUS|SHAMPOO|FIRA|ARO\w*)\b/;

function largestDifference(found: readonly number[], wanted: readonly number[]): number {
  const scale = Math.max(1e-3, ...wanted.map(Math.abs));
  return Math.max(...found.map((value, index) => Math.abs(value - wanted[index]!))) / scale;
}

beforeEach(() => startBackend(backend).then(() => {}));

async function onBoth<T>(work: () => T | Promise<T>): Promise<{ tested: T; cpu: T }> {
  const tested = await work();
  await startBackend('cpu');
  const cpu = await work();
  await startBackend(backend);
  return { tested, cpu };
}

/** Every registered agent, and populations of every kind. */
const populations = [
  ...agents.entries().map(({ name, searches }) => {
    const agent = smallAgent(name);
    return [name, searches ? { agent, optimizers: [smallOptimizer(name)] } : { agent }] as const;
  }),
  ...Object.entries(company),
];

describe(`One update of an agent on ${backend} is that of cpu`, () => {
  test.each(populations)('%s', async (_, options) => {
    const plan = { ...smallPlan({ seeds: [1, 2], ...options }), evaluation: { count: 0, episodes: 1 } };
    const { tested, cpu } = await onBoth(async () => {
      for await (const records of trainPopulation(plan, { checkpointInterval: 0 })) {
        const states = records.flatMap((record) => (record.kind === 'checkpoint' ? [record.state] : []));
        if (states.length === 0) continue;
        return states.flatMap((state) =>
          decodeCheckpoint(state).players.map(({ learner }) => [...learner.vector]),
        );
      }
      throw new Error('no update was made');
    });
    for (const [player, vector] of tested.entries()) {
      expect(largestDifference(vector, cpu[player]!)).toBeLessThan(tolerance);
    }
  });
});

describe(`Updates of an optimizer on ${backend} are those of cpu`, () => {
  const withKernel = (inputs: number, outputs: number, actions = 2) =>
    ({
      'actor.0.kernel': [inputs, outputs],
      'actor.0.bias': [1, outputs],
      'actor.head.kernel': [outputs, actions],
    }) as const;
  const small = withKernel(3, 4);
  // So wide that the signs that ARO takes are decided: where two rows of signs differ in a single column, the frame turns
  // until one component of that column is zero but for rounding. Of four columns every other pair of rows does.
  const wide = withKernel(3, 16);
  // SPLUS takes signs along eigenvectors of both sides. Along those of the longer one to which the first gradient does not
  // reach, they would be the signs of rounding.
  const square = withKernel(3, 3, 3);

  const specs: readonly (Call | string)[] = [
    ...optimizers.entries().filter(standsAlone).map(exampleOf),
    ...variants,
  ];

  test.each(specs.filter((spec) => !isRefused(spec)))('%s', async (spec) => {
    const name = typeof spec === 'string' ? spec : formatCall(spec);
    const shapes = /\bARO\b/.test(name) ? wide : /\bSPLUS\b/.test(name) ? square : small;
    const { tested, cpu } = await onBoth(() => {
      const optimizer = makeOptimizer(spec);
      let trial = start(optimizer, [randomMember(shapes, 1), randomMember(shapes, 2)]);
      for (const step of [1, 2, 3]) {
        const gradients = populate([randomMember(shapes, 10 + step), randomMember(shapes, 20 + step)]);
        trial = advance(optimizer, trial, gradients, { step, gradientAt: (params) => params });
      }
      return [0, 1].flatMap((member) => memberValues(trial.params, member));
    });
    const allowed = decomposing.test(name) ? decomposed : tolerance;
    for (const [tensor, values] of tested.entries()) {
      expect(largestDifference(values, cpu[tensor]!)).toBeLessThan(allowed);
    }
  });
});
