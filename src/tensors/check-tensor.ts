import { UsageError } from '../errors.ts';
import { showValue } from '../show-value.ts';
import { Tensor } from './tf.ts';

/** Looks at what a plugin has returned. @param what in words: `total that loss of agent "X" returns`. @throws UsageError */
export function checkTensor(given: unknown, shape: readonly number[], what: string): asserts given is Tensor {
  if (!(given instanceof Tensor)) {
    throw new UsageError(`the ${what} must be a tensor of shape [${shape}]; given ${showValue(given)}`);
  }
  if (String(given.shape) !== String(shape)) {
    throw new UsageError(`the ${what} must have the shape [${shape}]; it has [${given.shape}]`);
  }
}
