import { z } from 'zod';
import { UsageError } from '../errors.ts';
import type { ParameterLayout } from '../tensors/parameter-layout.ts';
import { safetensorsFile, type WeightTensor } from '../weights/index.ts';
import { type KeptPolicy, observationArrays } from '../workloads/control/policy-file.ts';

type Facts = Readonly<Record<string, string>>;

/** A policy as JSON: what there is to know of it, its parameters by name, and the statistics of its observations. */
export function policyJson(
  layout: ParameterLayout,
  { parameters, moments }: KeptPolicy,
  facts: Facts,
): string {
  const arrays = layout
    .arrays(parameters)
    .map(({ name, shape, values }) => [name, { shape, values: [...values] }]);
  const observations = moments && {
    mean: [...moments.mean],
    variance: [...moments.variance],
    count: moments.count,
  };
  return `${JSON.stringify({ ...facts, parameters: Object.fromEntries(arrays), observations })}\n`;
}

const size = z.int().min(0);
const document = z.looseObject({
  parameters: z.record(z.string(), z.object({ shape: z.array(size).max(32), values: z.array(z.number()) })),
  observations: z
    .object({ mean: z.array(z.number()), variance: z.array(z.number()), count: z.number() })
    .nullable(),
});

/** Such a JSON text as the `.safetensors` file that has the same policy. @throws UsageError about the file as "it". */
export function safetensorsOfJson(bytes: Uint8Array): Uint8Array {
  const read = document.safeParse(jsonIn(bytes));
  if (!read.success) {
    const [{ path, message }] = read.error.issues as [z.core.$ZodIssue];
    throw new UsageError(
      `it is no policy as rl-bench policy writes it: ${path.join('.') || 'all of it'}: ${message}`,
    );
  }
  const { parameters, observations, ...facts } = read.data;
  const named = Object.entries(parameters);
  for (const [name, { shape, values }] of named) {
    if (shape.reduce((product, each) => product * each, 1) === values.length) continue;
    throw new UsageError(
      `${JSON.stringify(name)} has the shape [${shape}] in it, and ${values.length} values`,
    );
  }
  const arrays = named.map(
    ([name, { shape, values }]) => [name, { shape, values: Float64Array.from(values) }] as const,
  );
  const tensors = new Map<string, WeightTensor>([
    ...arrays,
    ...observationArrays(
      observations && {
        mean: Float64Array.from(observations.mean),
        variance: Float64Array.from(observations.variance),
        count: observations.count,
      },
    ),
  ]);
  const texts = Object.entries(facts).filter(([, value]) => typeof value === 'string') as [string, string][];
  return safetensorsFile(tensors, Object.fromEntries(texts));
}

function jsonIn(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new UsageError('it is no JSON');
  }
}
