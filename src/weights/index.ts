export { type HomeWeights, homeWeights, weightsNamed } from './home.ts';
export { readNpyNumbers } from './npy.ts';
export { readWeights, tensorsOf, type Weights } from './read-weights.ts';
export { safetensorsMetadata } from './safetensors.ts';
export type { WeightTensor, WeightTensors } from './weight-tensor.ts';
export { safetensorsFile } from './write-safetensors.ts';
