import { perMember } from '../members/per-member.ts';
import { stateless } from './chain.ts';
import { inverseRoot, scaleTensors, squaredNorms } from './tensor-norms.ts';

/** Divides each tensor by its norm, eps added to the norm. */
export function normalizeTensors(members: readonly { readonly eps: number }[]) {
  const coefficients = perMember(members, ({ eps }) => ({ eps }));
  return stateless(
    (gradients, _params, context) =>
      scaleTensors(gradients, inverseRoot(1, squaredNorms(gradients), coefficients(context).eps)),
    { elementwise: false },
  );
}
