/** The heading of a column of a table, and at which side its texts stand. */
export interface Heading {
  readonly header: string;
  readonly align: 'left' | 'right';
}

export function left(header: string): Heading {
  return { header, align: 'left' };
}

export function right(header: string): Heading {
  return { header, align: 'right' };
}
