/** Where one copy of an environment lies in the arrays of a `VectorEnv`: a row for each agent of its team. */
export interface TeamRows {
  /** The member whose copy it is: 0, 1, … */
  readonly member: number;
  /** By agent. */
  readonly rows: readonly number[];
  /** Where the state of the first row begins. The other rows repeat it. */
  readonly at: number;
  /** Where the action of each agent begins. */
  readonly actionsAt: readonly number[];
}

/** How many copies there are, and how long the parts of their rows are. */
export interface RowShape {
  /** Copies in all. */
  readonly inAll: number;
  /** Of these, the copies that belong to one member. */
  readonly copies: number;
  readonly agents: number;
  readonly rowLength: number;
  readonly actionLength: number;
}

/** The rows of every copy, in the order that `VectorEnv` describes. */
export function teamRows({ inAll, copies, agents, rowLength, actionLength }: RowShape): TeamRows[] {
  if (inAll % copies !== 0) throw new RangeError(`${inAll} copies are not whole members of ${copies}`);
  return Array.from({ length: inAll }, (_, copy) => {
    const first = (copy - (copy % copies)) * agents + (copy % copies);
    const rows = Array.from({ length: agents }, (_, agent) => first + agent * copies);
    return {
      member: Math.floor(copy / copies),
      rows,
      at: first * rowLength,
      actionsAt: rows.map((row) => row * actionLength),
    };
  });
}
