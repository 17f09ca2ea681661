import type { OwnKernel } from './register.ts';

const bytesPerFloat = 4;

/** Log-probability and entropy of a choice among actions. */
export const categorical: OwnKernel = (backend, { logits, actions }) => {
  const [members, rows, n] = logits!.shape as [number, number, number];
  const [logProb, entropy] = [backend.output([members, rows]), backend.output([members, rows])];
  backend.kernels.categorical(
    backend.address(logProb),
    backend.address(entropy),
    backend.address(logits!),
    backend.address(actions!),
    members * rows,
    n,
  );
  return [logProb, entropy];
};

export const categoricalGradient: OwnKernel = (backend, { logits, actions, dLogProb, dEntropy }) => {
  const [members, rows, n] = logits!.shape as [number, number, number];
  const out = backend.output([members, rows, n]);
  backend.kernels.categoricalGradient(
    backend.address(out),
    backend.address(logits!),
    backend.address(actions!),
    backend.address(dLogProb!),
    backend.address(dEntropy!),
    members * rows,
    n,
  );
  return [out];
};

/** Log-probability and entropy of diagonal Gaussians, member by member. */
export const gaussian: OwnKernel = (backend, { means, logStd, actions }) => {
  const [members, rows, n] = means!.shape as [number, number, number];
  const [logProb, entropy] = [backend.output([members, rows]), backend.output([members, 1])];
  for (let member = 0; member < members; member++) {
    const [perRow, perColumn] = [member * rows * bytesPerFloat, member * n * bytesPerFloat];
    backend.kernels.gaussian(
      backend.address(logProb) + perRow,
      backend.address(entropy) + member * bytesPerFloat,
      backend.address(means!) + perRow * n,
      backend.address(logStd!) + perColumn,
      backend.address(actions!) + perRow * n,
      rows,
      n,
    );
  }
  return [logProb, entropy];
};

export const gaussianGradient: OwnKernel = (backend, { means, logStd, actions, dLogProb, dEntropy }) => {
  const [members, rows, n] = means!.shape as [number, number, number];
  const [ofMeans, ofLogStd] = [backend.output([members, rows, n]), backend.output([members, 1, n])];
  for (let member = 0; member < members; member++) {
    const [perRow, perColumn] = [member * rows * bytesPerFloat, member * n * bytesPerFloat];
    backend.kernels.gaussianGradient(
      backend.address(ofMeans) + perRow * n,
      backend.address(ofLogStd) + perColumn,
      backend.address(means!) + perRow * n,
      backend.address(logStd!) + perColumn,
      backend.address(actions!) + perRow * n,
      backend.address(dLogProb!) + perRow,
      backend.address(dEntropy!) + member * bytesPerFloat,
      rows,
      n,
    );
  }
  return [ofMeans, ofLogStd];
};
