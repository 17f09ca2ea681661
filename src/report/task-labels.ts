/** How the tasks of a table are called: by their environments, and by their agents where these differ. */
export function taskLabels(tasks: readonly { readonly env: string; readonly agent: string }[]): string[] {
  const agents = new Set(tasks.map(({ agent }) => agent)).size;
  return tasks.map(({ env, agent }) => (agents > 1 ? `${env}, ${agent}` : env));
}
