import { UsageError } from '../../errors.ts';
import type { Resolved } from '../../registry.ts';
import type { NamedShape } from '../../tensors/parameter-layout.ts';
import { asWide, type WideFactors } from '../transforms/as-wide.ts';
import type { Optimizer, OptimizerEntry, WidthRule } from './optimizer.ts';

type Rule = Resolved<OptimizerEntry>;

/**
 * A rule for parameters of which some are wider than those that its learning rate is meant for. What is no wider is
 * trained as ever, to the same bits.
 *
 * @param known all entries, to say which rules can be taken.
 * @throws UsageError for a rule that cannot train such parameters.
 */
export function madeUpForWidths(
  rule: Optimizer,
  { entry, settings }: Rule,
  parameters: readonly NamedShape[],
  known: readonly OptimizerEntry[],
): Optimizer {
  if (parameters.every(({ widths }) => widths === undefined)) return rule;
  if (entry.wraps === true) {
    if (!entry.stepsByRate) return rule;
    throw new UsageError(
      `${entry.name} makes steps by one learning rate for all layers, and mup_base of the network has one for each; leave one of them out`,
    );
  }
  const way = entry.acrossWidths?.(settings);
  if (way === undefined || rule.takeStep || rule.evaluationParams) {
    const names = known.filter(({ acrossWidths }) => acrossWidths).map(({ name }) => name);
    const as = entry.acrossWidths ? ' as it is set' : '';
    throw new UsageError(
      `${entry.name}${as} does not know how its steps go with the width of a layer, which mup_base of the network asks; take one of ${names.join(', ')}, or a network without mup_base`,
    );
  }
  const routes = typeof way === 'string' ? {} : (rule.routes?.(parameters) ?? {});
  const factors = parameters.map(({ name, widths }): [string, WideFactors] => {
    const how = typeof way === 'string' ? way : way[routes[name]!]!;
    return [name, widths ? factorsOf(how, widths) : none];
  });
  const allNone = factors.every(([, own]) => Object.values(own).every((factor) => factor === 1));
  return allNone ? rule : asWide(rule, Object.fromEntries(factors));
}

const none: WideFactors = { params: 1, gradients: 1, updates: 1 };

/**
 * What a rule is to see and to make. The weights that act are those that it is handed times the multiplier. A gradient is
 * smaller by the units that its layer's output is shared among, and as many times as a layer has inputs, their steps add
 * up: for gradient descent that makes a learning rate of outputs / inputs, for Adam one of 1 / inputs, with an eps that
 * meets gradients of the same size at every width (Yang et al. 2022, arXiv 2203.03466, tables 3 and 8, and B.3).
 */
function factorsOf(how: WidthRule, { inputs, outputs, multiplier }: NonNullable<NamedShape['widths']>) {
  switch (how) {
    case 'itself':
      return none;
    case 'norms':
      return { params: multiplier, gradients: 1 / multiplier, updates: 1 / multiplier };
    case 'coordinates':
      return { params: multiplier, gradients: outputs / multiplier, updates: 1 / (inputs * multiplier) };
  }
}
