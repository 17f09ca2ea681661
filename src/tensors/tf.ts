/**
 * TensorFlow.js as rl-bench uses it: the functional core with every gradient registered and the plain `cpu` backend,
 * which every other backend may fall back to. Import this module, never `@tensorflow/tfjs-core` itself, so that nobody
 * can forget the gradients.
 */
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-backend-cpu';

export * from '@tensorflow/tfjs-core';
