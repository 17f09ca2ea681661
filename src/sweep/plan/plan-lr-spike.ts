import { type Call, nestedCall } from '../../call-expression.ts';
import { criticOf, innermost, withCritic, withInnermost } from '../../optimizers/index.ts';
import { mistake, type Origin } from '../study/origin.ts';
import type { Study } from '../study/study.ts';
import type { OptimizerChoice } from './plan-optimizers.ts';
import { type WrapperSettings, withWrapper, wrapperSettings } from './wrapper-flag.ts';

const key = 'lr_spike';
const example = 'update=480,factor=1e4,part=actor';

/**
 * Makes of an optimizer the same with a spike of the learning rate: `LR_SPIKE` stands around its innermost rule, inside of all
 * wrappers that a study compares, and around the critic's where that has a rule of its own. Optimizers are left as they are
 * where the study asks for no spike.
 *
 * @throws UsageError for a spike that is not understood.
 */
export function spikeChoice(
  { [key]: asked }: Pick<Study, typeof key>,
  origin: Origin,
): (optimizer: OptimizerChoice) => OptimizerChoice {
  if (asked === undefined) return (optimizer) => optimizer;
  const spike = wrapperSettings(asked, key, example, origin);
  if (spike.update === undefined) {
    throw mistake(
      origin,
      [key],
      `${origin.spell(key)} has to say which step of the optimizer is spiked; write ${example}`,
    );
  }
  return (optimizer) => withWrapper(optimizer, key, origin, (call) => spiked(call, spike));
}

function spiked(call: Call, spike: WrapperSettings): Call {
  const around = (rule: Call): Call => {
    const heart = innermost(rule);
    return withInnermost(rule, { name: 'LR_SPIKE', positional: [nestedCall(heart)], settings: spike });
  };
  const critic = criticOf(call);
  if (critic === undefined) return around(call);
  const actors = spike.part === 'critic' ? call : around(call);
  return spike.part === 'critic' || spike.part === 'all' ? withCritic(actors, around(critic)) : actors;
}
