/** What `--backend` takes beside names: lets the plan decide (`choose-backend.ts`). */
export const auto = 'auto';
