import { Matrix, QrDecomposition, SingularValueDecomposition } from 'ml-matrix';

/** What a node comes to with some of the others as its parents. */
export interface NodeFit {
  /** A weight a node; 0 for those that are no parents. Of all that fit as well, the least in norm. */
  readonly weights: readonly number[];
  /** Half of the mean squared residual. */
  readonly score: number;
}

/** Singular values below this share of the largest are rounding: what they belong to is not inverted. */
const nothing = 1e-15;

/**
 * Least squares, without intercepts, of the nodes of a linear model on sets of other nodes. A set is a number whose i-th bit says
 * whether node i is in it. What has been asked for once is kept.
 */
export class NodeFits {
  readonly nodes: number;
  readonly #samples: number;
  /** Columns with the same inner products as those of the samples, in as few rows as these allow. */
  readonly #columns: Matrix;
  readonly #bySet = new Map<number, readonly (NodeFit | undefined)[]>();

  /** @param samples `[samples][nodes]`, at most 30 nodes. */
  constructor(samples: readonly (readonly number[])[]) {
    const x = new Matrix(samples.map((row) => [...row]));
    this.nodes = x.columns;
    this.#samples = x.rows;
    // X = QR, and what is fitted to columns of R is fitted to those of X.
    this.#columns = x.rows > x.columns ? new QrDecomposition(x).upperTriangularMatrix : x;
  }

  /** @param parents a set without the node. */
  fit(node: number, parents: number): NodeFit {
    let fits = this.#bySet.get(parents);
    if (fits === undefined) {
      fits = this.#fitOn(parents);
      this.#bySet.set(parents, fits);
    }
    return fits[node]!;
  }

  /** Of all nodes outside of a set. */
  #fitOn(parents: number): (NodeFit | undefined)[] {
    const inside = Array.from({ length: this.nodes }, (_, node) => node).filter(
      (node) => (parents >> node) & 1,
    );
    const inverse = inside.length === 0 ? undefined : this.#pseudoInverse(inside);
    return Array.from({ length: this.nodes }, (_, node): NodeFit | undefined => {
      if ((parents >> node) & 1) return undefined;
      const target = this.#columns.getColumn(node);
      const found = inverse?.mmul(Matrix.columnVector(target)).to1DArray() ?? [];
      const weights = new Array<number>(this.nodes).fill(0);
      for (const [index, parent] of inside.entries()) weights[parent] = found[index]!;
      const squares = target.reduce((sum, value, row) => {
        const residual = inside.reduce(
          (left, parent) => left - this.#columns.get(row, parent) * weights[parent]!,
          value,
        );
        return sum + residual ** 2;
      }, 0);
      return { weights, score: squares / (2 * this.#samples) };
    });
  }

  #pseudoInverse(columns: readonly number[]): Matrix {
    const own = this.#columns.subMatrixColumn([...columns]);
    const svd = new SingularValueDecomposition(own, { autoTranspose: true });
    const [largest] = svd.diagonal;
    const cutoff = nothing * Math.max(this.#samples, this.nodes) * largest!;
    const inverses = svd.diagonal.map((value) => (value > cutoff ? 1 / value : 0));
    return svd.rightSingularVectors.mmul(Matrix.diag(inverses)).mmul(svd.leftSingularVectors.transpose());
  }
}
