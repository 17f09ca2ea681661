import { z } from 'zod';
import { type Call, formatCall, isCall, type Value } from '../../call-expression.ts';
import { UsageError } from '../../errors.ts';
import { Registry, type Resolved } from '../../registry.ts';
import type { ParameterRole } from '../layout/parameter-roles.ts';
import { biasRms, columnNorm, rowNorm } from './lines.ts';
import type { Norm } from './norm.ts';
import { sign } from './sign.ts';
import { spectral } from './spectral.ts';

export type { Norm } from './norm.ts';

const ofKernels = tableOf('norm of kernels', [spectral, sign, columnNorm, rowNorm]);
const ofVectors = tableOf('norm of vectors', [biasRms, sign]);

/** The norms that a parameter may be measured by, by the parameter's role. */
export function normsFor(role: ParameterRole): Registry<Norm> {
  return role === 'vector' ? ofVectors : ofKernels;
}

/**
 * The setting that names the norm of a role: `Spectral`, `Spectral(max=true)`, `Sign(scale=1024)`. `Auto` is the spectral
 * norm of kernels and the root mean square of vectors.
 */
export function normSetting(role: ParameterRole, byDefault: Value, what: string) {
  const norms = normsFor(role);
  return z
    .custom<string | Call>(
      (value) => typeof value === 'string' || isCall(value as Value),
      'is not the name of a norm',
    )
    .meta({ type: 'norm' })
    .transform((value, context): Call => {
      try {
        const { entry, settings } = norms.resolve(value);
        return { name: entry.name, positional: [], settings: settings as Record<string, Value> };
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        context.addIssue({ code: 'custom', message: `is not understood: ${error.message}` });
        return z.NEVER;
      }
    })
    .prefault(byDefault as string)
    .describe(`${what}: ${norms.entries().map(spelling).join(', ')}, each with a scale of its own`);
}

/** What of a norm decides the computation, as text: two that agree in it can be computed at once. */
export function structureOf({ entry, settings }: Resolved<Norm>): string {
  const values = settings as Readonly<Record<string, Value>>;
  return formatCall({
    name: entry.name,
    positional: [],
    settings: Object.fromEntries(entry.structure.map((key) => [key, values[key]!])),
  });
}

/** A norm with the names of its own settings. */
function spelling({ name, settings }: Norm): string {
  const own = Object.keys(settings.shape).filter((key) => key !== 'scale');
  return own.length === 0 ? name : `${name}(${own.join(', ')})`;
}

function tableOf(kind: string, norms: readonly Norm[]): Registry<Norm> {
  const table = new Registry<Norm>(kind);
  for (const norm of norms) table.register(norm);
  return table;
}
