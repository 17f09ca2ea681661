/** Names a place in the page and a file: `contours-dejong5-reach-40`. */
export function figureId(kind: string, label: string): string {
  return `${kind}-${label.replaceAll(/[^\w-]+/g, '-').replace(/-+$/, '')}`;
}
