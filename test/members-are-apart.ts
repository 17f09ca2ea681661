/**
 * Whether a member computes the same bits in any company on the backend under test. TensorFlow's own kernels take other ways
 * through tensors of another size; `test/backends/tensorflow/company.test.ts` says how far that goes.
 */
export const membersAreApart = process.env.TEST_BACKEND !== 'node';
