import { UsageError } from '../src/errors.ts';
import { showValue } from '../src/show-value.ts';
import { checkTensor } from '../src/tensors/check-tensor.ts';
import { type Agent, type Loss, termsOf } from './agent.ts';
import type {
  Network,
  NetworkBuffers,
  NetworkParams,
  NetworkShape,
  ParameterSpec,
} from './networks/network.ts';

/** The same agent, which looks at every answer: a wrong one is named where it is given, not where it does harm. */
export function guardedAgent(made: Agent, called: string): Agent {
  const { collection, schedule, critic, clips, ownTerms, reports, reference, needsSuccess } = made;
  const { distribution, trustRegion, searches, dropLowest, sampling, trajectory } = made;
  const known = termsOf(made);
  return {
    ...{ collection, schedule, critic, distribution },
    ...(ownTerms !== undefined && { ownTerms }),
    ...(reports !== undefined && { reports }),
    ...(clips !== undefined && { clips }),
    ...(reference !== undefined && { reference }),
    ...(needsSuccess !== undefined && { needsSuccess }),
    ...(trustRegion !== undefined && { trustRegion }),
    ...(searches !== undefined && { searches }),
    ...(dropLowest !== undefined && { dropLowest }),
    ...(sampling !== undefined && { sampling }),
    ...(trajectory !== undefined && { trajectory }),
    ...(made.eligibility && {
      eligibility(predictions, minibatch) {
        const gathered: unknown = made.eligibility!(predictions, minibatch);
        const members = minibatch.advantages.shape[0]!;
        checkTensor(gathered, [members], `tensor that eligibility of ${called} returns`);
        return gathered as ReturnType<NonNullable<Agent['eligibility']>>;
      },
    }),
    targets(experience) {
      const targets = made.targets(experience) as Partial<ReturnType<Agent['targets']>> | undefined;
      for (const key of ['advantages', 'returns'] as const) {
        checkNumbers(targets?.[key], experience.length, `${key} that targets of ${called} returns`);
      }
      return targets as ReturnType<Agent['targets']>;
    },
    minibatchAdvantages(advantages) {
      const answer = made.minibatchAdvantages(advantages);
      checkNumbers(answer, advantages.length, `numbers that minibatchAdvantages of ${called} returns`);
      return answer;
    },
    loss(predictions, minibatch) {
      const loss = made.loss(predictions, minibatch) as Partial<Loss> | undefined;
      const members = minibatch.advantages.shape[0]!;
      checkTensor(loss?.total, [members], `total that loss of ${called} returns`);
      if (typeof loss?.terms !== 'object' || loss.terms === null) {
        throw new UsageError(
          `loss of ${called} must return { total, terms }, and terms is ${showValue(loss?.terms)}`,
        );
      }
      for (const [name, term] of Object.entries(loss.terms)) {
        if (!known.includes(name)) {
          throw new UsageError(
            `loss of ${called} reports a term "${name}"; there are ${known.join(', ')}, and others it declares as ownTerms`,
          );
        }
        checkTensor(term, [members], `term ${name} that loss of ${called} returns`);
      }
      return loss as Loss;
    },
  };
}

/** The same network, which looks at every answer. */
export function guardedNetwork(made: Network, { outputs }: NetworkShape, called: string): Network {
  const { noise, buffers } = made;
  return {
    ...(noise && { noise }),
    ...(buffers && { buffers: guardedBuffers(buffers, called) }),
    parameters: made.parameters.map((parameter): ParameterSpec => {
      const { name, shape, widths } = parameter;
      return {
        name,
        shape,
        ...(widths && { widths }),
        initial(stream) {
          const values = parameter.initial(stream);
          checkNumbers(values, shape[0] * shape[1], `numbers that initial of ${name} of ${called} returns`);
          return values;
        },
      };
    }),
    forward(params, input, drawn) {
      const answer: unknown = made.forward(params, input, drawn);
      checkTensor(answer, [...input.shape.slice(0, 2), outputs], `tensor that forward of ${called} returns`);
      return answer;
    },
  };
}

function guardedBuffers({ specs, advance }: NetworkBuffers, called: string): NetworkBuffers {
  return {
    specs: specs.map((buffer) => ({
      ...buffer,
      initial(stream, valuesOf) {
        const values = buffer.initial(stream, valuesOf);
        const [rows, columns] = buffer.shape;
        checkNumbers(values, rows * columns, `numbers that initial of ${buffer.name} of ${called} returns`);
        return values;
      },
    })),
    advance(params) {
      const after = advance(params) as Partial<NetworkParams> | undefined;
      for (const { name } of specs) {
        const what = `tensor ${name} that advance of ${called} returns`;
        checkTensor(after?.[name], params[name]!.shape, what);
      }
      return after as NetworkParams;
    },
  };
}

function checkNumbers(given: unknown, length: number, what: string): void {
  const isRight =
    (Array.isArray(given) || given instanceof Float64Array || given instanceof Float32Array) &&
    given.length === length;
  if (!isRight)
    throw new UsageError(`the ${what} must be a Float64Array of length ${length}; given ${showValue(given)}`);
}
