/** The file of an optimizer's page, within the folder of all. */
export function pageFile(name: string): string {
  return `${name}.md`;
}
