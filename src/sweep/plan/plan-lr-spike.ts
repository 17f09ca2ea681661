import { type Call, nestedCall, parseCall } from '../../call-expression.ts';
import { criticOf, innermost, optimizers, withCritic, withInnermost } from '../../optimizers/index.ts';
import { settled } from '../../settled.ts';
import { blaming, mistake, type Origin } from '../study/origin.ts';
import type { Study } from '../study/study.ts';
import type { OptimizerChoice } from './plan-optimizers.ts';

/** The settings of a spike, as those of its wrapper. */
type Spike = Call['settings'];

/**
 * Makes of an optimizer the same with a spike of the learning rate: `LR_SPIKE` stands around its innermost rule, inside of all
 * wrappers that a study compares, and around the critic's where that has a rule of its own. Optimizers are left as they are
 * where the study asks for no spike.
 *
 * @throws UsageError for a spike that is not understood.
 */
export function spikeChoice(
  { lr_spike: asked }: Pick<Study, 'lr_spike'>,
  origin: Origin,
): (optimizer: OptimizerChoice) => OptimizerChoice {
  if (asked === undefined) return (optimizer) => optimizer;
  const path = ['lr_spike'] as const;
  const spike = typeof asked === 'string' ? read(asked, origin) : asked;
  if (spike.update === undefined) {
    throw mistake(
      origin,
      path,
      `${origin.spell('lr_spike')} has to say which step of the optimizer is spiked; write update=480,factor=1e4,part=actor`,
    );
  }
  return ({ label, calls, path: place }) =>
    blaming(origin, path, () => ({
      label: optimizers.resolve(spiked(parseCall(label), spike)).label,
      calls: calls.map((call) => settled(optimizers.resolve(spiked(call, spike)))),
      path: place,
    }));
}

/** Reads `update=480,factor=1e4,part=actor`. */
function read(text: string, origin: Origin): Spike {
  return blaming(origin, ['lr_spike'], () => {
    const { positional, settings } = parseCall(`lr_spike(${text})`);
    if (positional.length === 0) return settings;
    throw mistake(
      origin,
      ['lr_spike'],
      `${origin.spell('lr_spike')} takes settings, given "${text}"; write update=480,factor=1e4,part=actor`,
    );
  });
}

function spiked(call: Call, spike: Spike): Call {
  const around = (rule: Call): Call => {
    const heart = innermost(rule);
    return withInnermost(rule, { name: 'LR_SPIKE', positional: [nestedCall(heart)], settings: spike });
  };
  const critic = criticOf(call);
  if (critic === undefined) return around(call);
  const actors = spike.part === 'critic' ? call : around(call);
  return spike.part === 'critic' || spike.part === 'all' ? withCritic(actors, around(critic)) : actors;
}
