import { fileURLToPath } from 'node:url';

/** A file or folder of the repository, by its path from the root. */
export const fromRoot = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));
