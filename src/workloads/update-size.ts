/** What each update takes of a budget: environment steps (samples, where there is no environment), or whole episodes. */
export type UpdateSize = { readonly steps: number } | { readonly episodes: number };
