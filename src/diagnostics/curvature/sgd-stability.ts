import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/**
 * By how much a step of stochastic gradient descent multiplies the second moments of a small displacement from a minimum at
 * which every sample's loss is 0, exactly, for linear least squares ½ mean (xᵀθ)²: the spectral radius of
 * (I − ηH) ⊗ (I − ηH) + η²/S · (mean Hᵢ ⊗ Hᵢ − H ⊗ H), with Hᵢ = xᵢxᵢᵀ and H their mean. The minimum is stable up to 1.
 *
 * Source: Wu & Su 2023 (arXiv 2305.17490).
 *
 * @param inputs a row a sample, all of one length n; takes the eigenvalues of a matrix of n² rows.
 * @param batch S ≥ 1, drawn with replacement. @param learningRate η ≥ 0
 */
export function sgdSpectralRadius(
  inputs: readonly (readonly number[])[],
  batch: number,
  learningRate: number,
): number {
  const each = inputs.map((row) => Matrix.columnVector([...row]).mmul(Matrix.rowVector([...row])));
  const hessian = mean(each);
  const step = Matrix.sub(Matrix.eye(hessian.rows), Matrix.mul(hessian, learningRate));
  const scatter = Matrix.sub(
    mean(each.map((own) => own.kroneckerProduct(own))),
    hessian.kroneckerProduct(hessian),
  );
  const moments = Matrix.add(step.kroneckerProduct(step), Matrix.mul(scatter, learningRate ** 2 / batch));
  const { realEigenvalues } = new EigenvalueDecomposition(moments, { assumeSymmetric: true });
  return Math.max(...realEigenvalues.map(Math.abs));
}

function mean(matrices: readonly Matrix[]): Matrix {
  return matrices
    .slice(1)
    .reduce((sum, each) => sum.add(each), matrices[0]!.clone())
    .div(matrices.length);
}
