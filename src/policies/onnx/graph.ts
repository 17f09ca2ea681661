import type { Attribute, Constant, OnnxNode } from './model.ts';

/** Nodes and constants of a model that is being put together; every value gets a name of its own. */
export class Graph {
  readonly nodes: OnnxNode[] = [];
  readonly constants: Constant[] = [];
  #made = 0;

  /** @returns the name of what the node makes. */
  node(op: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>> = {}): string {
    const output = this.#name();
    this.nodes.push({ op, inputs, outputs: [output], attributes });
    return output;
  }

  numbers(values: Float32Array, shape: readonly number[], name = this.#name()): string {
    this.constants.push({ name, shape, values });
    return name;
  }

  /** A list of whole numbers, as shapes and places are given. */
  wholes(values: readonly number[]): string {
    const name = this.#name();
    this.constants.push({ name, shape: [values.length], values: BigInt64Array.from(values, BigInt) });
    return name;
  }

  /** Gives a value the name that it is known by outside. */
  called(name: string, value: string): void {
    this.nodes.push({ op: 'Identity', inputs: [value], outputs: [name] });
  }

  #name(): string {
    this.#made++;
    return `v${this.#made}`;
  }
}
