/** The title of an experiment; of one without a title its number. */
export function titleOrNumber({ id, title }: { readonly id: number; readonly title: string }): string {
  return title || `experiment ${id}`;
}
