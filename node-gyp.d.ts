/** The folder of npm; undefined where there is none. */
export function npmFolder(): string | undefined;
/** The file of npm's node-gyp; undefined where there is none. */
export function nodeGyp(): string | undefined;
/** The folder whose `include/node` has Node's headers; undefined where they are missing. */
export function headersFolder(): string | undefined;
