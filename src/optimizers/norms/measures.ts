import type { Call } from '../../call-expression.ts';
import type { Resolved } from '../../registry.ts';
import type { NamedShape } from '../../tensors/parameter-layout.ts';
import { type ParameterRole, parameterRoles } from '../layout/parameter-roles.ts';
import { common } from '../members/per-member.ts';
import { type Norm, normsFor, structureOf } from './index.ts';

/** A norm for every role. */
export type NormSettings = { readonly [role in ParameterRole]: Call };

/** Tensors that one norm's computation serves. */
export interface MeasuredAlike {
  /** What the computation is: `Spectral(steps=5)`. */
  readonly structure: string;
  readonly norm: Resolved<Norm>;
  readonly names: readonly string[];
}

/** The norm of each role, checked. */
export function normsOf(settings: NormSettings): { readonly [role in ParameterRole]: Resolved<Norm> } {
  const of = (role: ParameterRole) => normsFor(role).resolve(settings[role]);
  return { input: of('input'), hidden: of('hidden'), head: of('head'), vector: of('vector') };
}

/**
 * Which norm measures which tensors. Members may differ in the sizes of steps, but not in what is computed.
 *
 * @throws UsageError if they do.
 */
export function measuredAlike(
  members: readonly NormSettings[],
): (parameters: readonly NamedShape[]) => readonly MeasuredAlike[] {
  const norms = members.map(normsOf);
  for (const role of ['input', 'hidden', 'head', 'vector'] as const) {
    common(
      norms.map((own) => ({ [role]: structureOf(own[role]) })),
      role,
    );
  }
  return (parameters) => {
    const groups = new Map<string, MeasuredAlike & { readonly names: string[] }>();
    for (const [name, role] of Object.entries(parameterRoles(parameters))) {
      const norm = norms[0]![role];
      const structure = structureOf(norm);
      if (!groups.has(structure)) groups.set(structure, { structure, norm, names: [] });
      groups.get(structure)!.names.push(name);
    }
    return [...groups.values()];
  };
}
