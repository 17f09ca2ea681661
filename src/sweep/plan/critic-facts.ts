import { type Call, parseCall } from '../../call-expression.ts';
import { criticOf, innermost, optimizers, withoutRate } from '../../optimizers/index.ts';

/** What a run says of its critic's optimizer. */
export interface CriticFacts {
  /** As written, without its learning rate. Null where one optimizer trains actor and critic. */
  readonly criticOptimizer: string | null;
  /** Null for a rule that has none, too. */
  readonly criticLearningRate: number | null;
}

/** @param optimizer that of the label, with every setting written out. */
export function criticFacts(label: string, optimizer: Call): CriticFacts {
  const [named, trained] = [criticOf(parseCall(label)), criticOf(optimizer)];
  if (named === undefined || trained === undefined)
    return { criticOptimizer: null, criticLearningRate: null };
  const { lr } = innermost(trained).settings;
  return {
    criticOptimizer: optimizers.resolve(withoutRate(named)).label,
    criticLearningRate: lr === undefined ? null : Number(lr),
  };
}
