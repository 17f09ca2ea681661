import type { NamedShape } from '../../tensors/parameter-layout.ts';
import { type ParameterRole, parameterRoles } from './parameter-roles.ts';

/** Routes for `partition`: what treats a parameter follows from its role alone. */
export function routeByRole(
  ruleOf: (role: ParameterRole) => string,
): (parameters: readonly NamedShape[]) => Readonly<Record<string, string>> {
  return (parameters) => {
    const roles = Object.entries(parameterRoles(parameters));
    return Object.fromEntries(roles.map(([name, role]) => [name, ruleOf(role)]));
  };
}
