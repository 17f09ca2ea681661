import { driverFits } from '../backends/cuda-driver.ts';
import { nvidiaGpus } from '../backends/device-memory.ts';
import { findSetUp, type SetUpTensorflow } from '../backends/set-up-tensorflow.ts';
import { cudaNeeds } from '../backends/tfjs-node.ts';

/** What there is of TensorFlow's own kernels, and of what they take on a GPU. */
export interface TensorflowFacts {
  /** What `rl-bench setup tensorflow` has put in place for each backend; null where it has not. */
  readonly node: SetUpTensorflow | null;
  readonly cuda: SetUpTensorflow | null;
  /** NVIDIA's driver, as `nvidia-smi` has it; null where it answers nothing. */
  readonly driver: string | null;
  /** Whether that driver runs the CUDA that `cuda` was built for, or would be; null where nobody knows. */
  readonly driverFits: boolean | null;
  /** What `cuda` takes, in words. */
  readonly cudaNeeds: string;
}

/** The major version of CUDA that PyPI's TensorFlow is built for. */
const usualCuda = '12';

export function tensorflowFacts(): TensorflowFacts {
  const cuda = findSetUp('cuda') ?? null;
  const driver = nvidiaGpus()[0]?.driver ?? null;
  return {
    node: findSetUp('node') ?? null,
    cuda,
    driver,
    driverFits: driver === null ? null : (driverFits(driver, cuda?.cuda ?? usualCuda) ?? null),
    cudaNeeds: cudaNeeds(),
  };
}
